/** Rust. */
@NullMarked
package dev.autostack.planner.rust;

import org.jspecify.annotations.NullMarked;
