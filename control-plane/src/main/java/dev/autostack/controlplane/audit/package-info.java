/** Who did what: written in the transaction of the change itself. */
@NullMarked
package dev.autostack.controlplane.audit;

import org.jspecify.annotations.NullMarked;
