/** Go. */
@NullMarked
package dev.autostack.planner.golang;

import org.jspecify.annotations.NullMarked;
