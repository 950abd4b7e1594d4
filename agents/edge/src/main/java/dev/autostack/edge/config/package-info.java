/** What a person can set, where it comes from, and its defaults. */
@NullMarked
package dev.autostack.edge.config;

import org.jspecify.annotations.NullMarked;
