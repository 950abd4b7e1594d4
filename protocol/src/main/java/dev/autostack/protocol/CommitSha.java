package dev.autostack.protocol;

import java.util.regex.Pattern;

/** A full Git object id: 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits. */
public record CommitSha(String value) {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    public CommitSha {
        if (value.length() > 64 || !SHAPE.matcher(value).matches()) {
            throw new InvalidValue(
                    "A commit is written as 40 or 64 lower-case hexadecimal digits.");
        }
    }

    /**
     * @throws InvalidValue when the text has another shape
     */
    public static CommitSha parse(String text) {
        return new CommitSha(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
