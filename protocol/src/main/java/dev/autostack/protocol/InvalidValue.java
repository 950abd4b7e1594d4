package dev.autostack.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A text that is not the value it should be. The message is one sentence fit for the person who
 * typed it.
 */
public final class InvalidValue extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidValue(String message) {
        super(message);
    }

    /** For records read from JSON, where a value may be missing whatever its type says. */
    static <T> T requirePresent(@Nullable T value, String name) {
        if (value == null) {
            throw new InvalidValue("The value of " + name + " is missing.");
        }
        return value;
    }
}
