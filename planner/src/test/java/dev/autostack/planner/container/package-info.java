@NullMarked
package dev.autostack.planner.container;

import org.jspecify.annotations.NullMarked;
