/** From a Git URL to a source tree of one commit. */
@NullMarked
package dev.autostack.worker.source;

import org.jspecify.annotations.NullMarked;
