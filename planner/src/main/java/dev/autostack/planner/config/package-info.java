/** autostack.yaml, the settings of a project in its repository. */
@NullMarked
package dev.autostack.planner.config;

import org.jspecify.annotations.NullMarked;
