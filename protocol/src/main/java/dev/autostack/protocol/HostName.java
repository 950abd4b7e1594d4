package dev.autostack.protocol;

import java.util.regex.Pattern;

/** A fully qualified or local DNS host name in lower case, RFC 1123. */
public record HostName(String value) {
    private static final Pattern SHAPE =
            Pattern.compile(
                    "(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*");

    public HostName {
        if (value.length() > 253 || !SHAPE.matcher(value).matches()) {
            throw new InvalidValue(
                    "A host name has dot-separated labels of lower-case letters, digits and inner hyphens, at most 253 characters.");
        }
    }

    /**
     * @throws InvalidValue when the text has another shape
     */
    public static HostName parse(String text) {
        return new HostName(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
