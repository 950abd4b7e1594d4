/** Counters per route and release, and the access log. */
@NullMarked
package dev.autostack.edge.measure;

import org.jspecify.annotations.NullMarked;
