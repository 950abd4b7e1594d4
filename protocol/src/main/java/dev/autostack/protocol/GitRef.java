package dev.autostack.protocol;

import java.util.regex.Pattern;

/**
 * A branch, tag or full ref as a person may name it. A subset of git-check-ref-format(1): no
 * control characters, spaces or any of the characters git itself gives a meaning (tilde, caret,
 * colon, question mark, asterisk, bracket, backslash), no double dots or slashes, and no leading
 * hyphen, slash or dot.
 */
public record GitRef(String value) {
    private static final Pattern SHAPE = Pattern.compile("[\\p{L}\\p{N}_@#%&+=,!$'()./-]+");

    public GitRef {
        boolean shaped = value.length() <= 200 && SHAPE.matcher(value).matches();
        if (!shaped
                || value.startsWith("-")
                || value.startsWith("/")
                || value.startsWith(".")
                || value.endsWith("/")
                || value.endsWith(".")
                || value.endsWith(".lock")
                || value.equals("@")
                || value.contains("..")
                || value.contains("//")
                || value.contains("/.")
                || value.contains(".lock/")) {
            throw new InvalidValue(
                    "A branch or tag has at most 200 letters, digits and ._/-@#+ and does not begin with a hyphen, slash or dot.");
        }
    }

    /**
     * @throws InvalidValue when git or we would refuse it
     */
    public static GitRef parse(String text) {
        return new GitRef(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
