/** Whole-system scenarios: real processes, Postgres, Docker, registry and Git. */
@NullMarked
package dev.autostack.e2e;

import org.jspecify.annotations.NullMarked;
