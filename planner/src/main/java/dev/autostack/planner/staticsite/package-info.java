/** Sites that need no program of their own. */
@NullMarked
package dev.autostack.planner.staticsite;

import org.jspecify.annotations.NullMarked;
