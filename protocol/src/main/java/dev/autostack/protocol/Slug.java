package dev.autostack.protocol;

import java.util.regex.Pattern;

/**
 * The name of a project or environment as it stands in host names: a DNS label without double
 * hyphens, so that {@code <environment>--<project>} is unambiguous.
 */
public record Slug(String value) {
    private static final Pattern SHAPE = Pattern.compile("[a-z](?:-?[a-z0-9])*");

    public Slug {
        if (value.length() > 40 || !SHAPE.matcher(value).matches()) {
            throw new InvalidValue(
                    "A name has 1 to 40 characters: lower-case letters, digits and single hyphens, beginning with a letter and not ending with a hyphen.");
        }
    }

    /**
     * @throws InvalidValue when the text has another shape
     */
    public static Slug parse(String text) {
        return new Slug(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
