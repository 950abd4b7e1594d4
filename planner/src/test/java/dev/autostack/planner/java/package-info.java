@NullMarked
package dev.autostack.planner.java;

import org.jspecify.annotations.NullMarked;
