@NullMarked
package dev.autostack.controlplane.webhook;

import org.jspecify.annotations.NullMarked;
