@NullMarked
package dev.autostack.controlplane.metric;

import org.jspecify.annotations.NullMarked;
