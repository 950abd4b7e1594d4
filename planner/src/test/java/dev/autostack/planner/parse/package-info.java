@NullMarked
package dev.autostack.planner.parse;

import org.jspecify.annotations.NullMarked;
