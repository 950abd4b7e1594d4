/** The read-only view of a source tree, and nothing that could leave it. */
@NullMarked
package dev.autostack.planner.files;

import org.jspecify.annotations.NullMarked;
