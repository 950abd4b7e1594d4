/** SQL, transactions and signals between the processes of one control plane. */
@NullMarked
package dev.autostack.controlplane.db;

import org.jspecify.annotations.NullMarked;
