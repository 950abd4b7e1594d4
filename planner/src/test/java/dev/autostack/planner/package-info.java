@NullMarked
package dev.autostack.planner;

import org.jspecify.annotations.NullMarked;
