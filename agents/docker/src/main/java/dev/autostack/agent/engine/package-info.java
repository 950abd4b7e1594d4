/**
 * The Docker Engine: typed calls over its HTTP API, each with a deadline. Nothing outside this
 * package speaks to the engine.
 */
@NullMarked
package dev.autostack.agent.engine;

import org.jspecify.annotations.NullMarked;
