/** The port of a stack detector and the words of its answer. */
@NullMarked
package dev.autostack.planner.detect;

import org.jspecify.annotations.NullMarked;
