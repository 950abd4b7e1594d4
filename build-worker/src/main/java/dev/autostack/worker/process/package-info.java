/** The only place that starts operating-system processes, by argument list. */
@NullMarked
package dev.autostack.worker.process;

import org.jspecify.annotations.NullMarked;
