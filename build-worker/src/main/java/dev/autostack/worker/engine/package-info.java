/** The Docker Engine that a build runs in, and the ceilings it runs under. */
@NullMarked
package dev.autostack.worker.engine;

import org.jspecify.annotations.NullMarked;
