/**
 * Control plane, worker and Docker agent in one JVM with a Postgres of their own, for one machine.
 */
@NullMarked
package dev.autostack.standalone;

import org.jspecify.annotations.NullMarked;
