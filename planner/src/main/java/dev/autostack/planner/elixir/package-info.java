/** Elixir. */
@NullMarked
package dev.autostack.planner.elixir;

import org.jspecify.annotations.NullMarked;
