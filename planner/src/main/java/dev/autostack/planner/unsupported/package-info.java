/** Languages that are recognised so that they can be refused by name. */
@NullMarked
package dev.autostack.planner.unsupported;

import org.jspecify.annotations.NullMarked;
