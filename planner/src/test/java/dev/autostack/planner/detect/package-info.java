@NullMarked
package dev.autostack.planner.detect;

import org.jspecify.annotations.NullMarked;
