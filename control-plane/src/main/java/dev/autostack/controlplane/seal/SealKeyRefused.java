package dev.autostack.controlplane.seal;

/** The key that sealed the values in the database is missing, weak or another one: no start. */
public final class SealKeyRefused extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    SealKeyRefused(String message) {
        super(message);
    }

    SealKeyRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
