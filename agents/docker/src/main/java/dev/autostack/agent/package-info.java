/**
 * The Docker agent: makes one host equal the desired state that the control plane tells. It dials
 * out, accepts no connection, and never decides what should run.
 */
@NullMarked
package dev.autostack.agent;

import org.jspecify.annotations.NullMarked;
