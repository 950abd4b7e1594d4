/** Dockerfiles and container images the user brought. */
@NullMarked
package dev.autostack.planner.container;

import org.jspecify.annotations.NullMarked;
