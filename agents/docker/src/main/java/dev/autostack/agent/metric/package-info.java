/** What instances use of the host. */
@NullMarked
package dev.autostack.agent.metric;

import org.jspecify.annotations.NullMarked;
