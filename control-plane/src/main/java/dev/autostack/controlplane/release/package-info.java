@NullMarked
package dev.autostack.controlplane.release;

import org.jspecify.annotations.NullMarked;
