/** Tolerant readers of the file formats that name a stack. */
@NullMarked
package dev.autostack.planner.parse;

import org.jspecify.annotations.NullMarked;
