@NullMarked
package dev.autostack.controlplane.deployment;

import org.jspecify.annotations.NullMarked;
