@NullMarked
package dev.autostack.controlplane.testing;

import org.jspecify.annotations.NullMarked;
