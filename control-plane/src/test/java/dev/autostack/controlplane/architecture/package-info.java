@NullMarked
package dev.autostack.controlplane.architecture;

import org.jspecify.annotations.NullMarked;
