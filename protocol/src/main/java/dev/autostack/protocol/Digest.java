package dev.autostack.protocol;

import java.util.regex.Pattern;

/** The digest of an OCI manifest: {@code sha256:} and 64 lower-case hexadecimal digits. */
public record Digest(String value) {
    private static final Pattern SHAPE = Pattern.compile("sha256:[0-9a-f]{64}");

    public Digest {
        if (value.length() > 71 || !SHAPE.matcher(value).matches()) {
            throw new InvalidValue(
                    "A digest is written as sha256: and 64 lower-case hexadecimal digits.");
        }
    }

    /**
     * @throws InvalidValue when the text has another shape
     */
    public static Digest parse(String text) {
        return new Digest(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
