/** The ports on which instances are published. */
@NullMarked
package dev.autostack.agent.port;

import org.jspecify.annotations.NullMarked;
