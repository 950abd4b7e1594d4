@NullMarked
package dev.autostack.planner.files;

import org.jspecify.annotations.NullMarked;
