/** Makes the host equal the desired state: look, plan, act, again. */
@NullMarked
package dev.autostack.agent.reconcile;

import org.jspecify.annotations.NullMarked;
