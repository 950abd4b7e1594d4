/** Writing Dockerfiles. */
@NullMarked
package dev.autostack.planner.image;

import org.jspecify.annotations.NullMarked;
