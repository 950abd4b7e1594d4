package dev.autostack.edge.config;

/**
 * A setting that the edge cannot start with. The message names the setting and what it should be.
 */
public final class ConfigProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigProblem(String message) {
        super(message);
    }

    ConfigProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
