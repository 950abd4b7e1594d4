/** Waking a thread. */
@NullMarked
package dev.autostack.agent.signal;

import org.jspecify.annotations.NullMarked;
