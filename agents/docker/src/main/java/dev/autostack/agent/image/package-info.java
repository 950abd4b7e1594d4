/** Which images this agent fetched, and which of them may go. */
@NullMarked
package dev.autostack.agent.image;

import org.jspecify.annotations.NullMarked;
