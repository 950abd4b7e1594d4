/** Deno. */
@NullMarked
package dev.autostack.planner.deno;

import org.jspecify.annotations.NullMarked;
