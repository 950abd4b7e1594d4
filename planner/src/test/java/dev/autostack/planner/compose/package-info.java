@NullMarked
package dev.autostack.planner.compose;

import org.jspecify.annotations.NullMarked;
