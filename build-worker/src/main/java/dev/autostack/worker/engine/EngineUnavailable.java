package dev.autostack.worker.engine;

import org.jspecify.annotations.Nullable;

/** The engine does not start or does not answer; the message completes "it ...". */
public final class EngineUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
