/** Figures: samples of instances, the machines, the health of the control plane itself. */
@NullMarked
package dev.autostack.controlplane.metric;

import org.jspecify.annotations.NullMarked;
