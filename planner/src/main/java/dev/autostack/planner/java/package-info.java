/** Java, Kotlin and Groovy on Maven or Gradle. */
@NullMarked
package dev.autostack.planner.java;

import org.jspecify.annotations.NullMarked;
