@NullMarked
package dev.autostack.planner.config;

import org.jspecify.annotations.NullMarked;
