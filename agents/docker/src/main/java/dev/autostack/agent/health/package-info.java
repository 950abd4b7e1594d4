/** Asking an instance for its health from outside its container, and judging the answers. */
@NullMarked
package dev.autostack.agent.health;

import org.jspecify.annotations.NullMarked;
