/** One instance: how it moves from state to state, and what its container is made of. */
@NullMarked
package dev.autostack.agent.instance;

import org.jspecify.annotations.NullMarked;
