@NullMarked
package dev.autostack.controlplane.db;

import org.jspecify.annotations.NullMarked;
