@NullMarked
package dev.autostack.controlplane.queue;

import org.jspecify.annotations.NullMarked;
