/** Route tables: checked as a whole, kept on disk. */
@NullMarked
package dev.autostack.edge.route;

import org.jspecify.annotations.NullMarked;
