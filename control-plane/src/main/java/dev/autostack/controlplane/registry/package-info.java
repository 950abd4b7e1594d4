@NullMarked
package dev.autostack.controlplane.registry;

import org.jspecify.annotations.NullMarked;
