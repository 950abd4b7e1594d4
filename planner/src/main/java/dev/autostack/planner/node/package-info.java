/** Node.js and Bun. */
@NullMarked
package dev.autostack.planner.node;

import org.jspecify.annotations.NullMarked;
