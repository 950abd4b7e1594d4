package dev.autostack.protocol;

/**
 * A text that is not the value it should be. The message is one sentence fit for the person who
 * typed it.
 */
public final class InvalidValue extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidValue(String message) {
        super(message);
    }
}
