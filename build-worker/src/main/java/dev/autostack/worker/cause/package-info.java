/** Why a build failed, in words that help. */
@NullMarked
package dev.autostack.worker.cause;

import org.jspecify.annotations.NullMarked;
