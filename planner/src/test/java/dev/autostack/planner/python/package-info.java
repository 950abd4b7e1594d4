@NullMarked
package dev.autostack.planner.python;

import org.jspecify.annotations.NullMarked;
