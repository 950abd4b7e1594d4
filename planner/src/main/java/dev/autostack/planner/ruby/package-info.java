/** Ruby. */
@NullMarked
package dev.autostack.planner.ruby;

import org.jspecify.annotations.NullMarked;
