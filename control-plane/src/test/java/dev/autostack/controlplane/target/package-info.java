@NullMarked
package dev.autostack.controlplane.target;

import org.jspecify.annotations.NullMarked;
