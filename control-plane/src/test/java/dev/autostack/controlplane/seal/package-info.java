@NullMarked
package dev.autostack.controlplane.seal;

import org.jspecify.annotations.NullMarked;
