/** Speaks to the control plane: enrolment, lease, heartbeat, reports. */
@NullMarked
package dev.autostack.worker.control;

import org.jspecify.annotations.NullMarked;
