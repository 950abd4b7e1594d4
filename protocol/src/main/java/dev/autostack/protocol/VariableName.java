package dev.autostack.protocol;

import java.util.regex.Pattern;

/**
 * The name of an environment variable: letters, digits and underscores, not beginning with a digit
 * (POSIX 1-2017, 8.1, plus lower case).
 */
public record VariableName(String value) {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public VariableName {
        if (value.length() > 128 || !SHAPE.matcher(value).matches()) {
            throw new InvalidValue(
                    "A variable name has 1 to 128 letters, digits and underscores and does not begin with a digit.");
        }
    }

    /**
     * @throws InvalidValue when the text has another shape
     */
    public static VariableName parse(String text) {
        return new VariableName(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
