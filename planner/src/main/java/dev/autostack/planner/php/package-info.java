/** PHP. */
@NullMarked
package dev.autostack.planner.php;

import org.jspecify.annotations.NullMarked;
