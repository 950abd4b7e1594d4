/** The log of a build on its way out: redacted, numbered, bounded, repeated until it is durable. */
@NullMarked
package dev.autostack.worker.log;

import org.jspecify.annotations.NullMarked;
