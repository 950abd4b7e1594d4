package dev.autostack.worker.control;

import org.jspecify.annotations.Nullable;

/** No answer, or one that says "later". Whether the call took effect is unknown: repeat it. */
public final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreachable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
