@NullMarked
package dev.autostack.planner.diagnosis;

import org.jspecify.annotations.NullMarked;
