/** Real and simulated surroundings for the worker's tests. */
@NullMarked
package dev.autostack.worker.testing;

import org.jspecify.annotations.NullMarked;
