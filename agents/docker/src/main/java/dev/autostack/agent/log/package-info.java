/** Reading what instances print and bringing it to the control plane without gaps or doubles. */
@NullMarked
package dev.autostack.agent.log;

import org.jspecify.annotations.NullMarked;
