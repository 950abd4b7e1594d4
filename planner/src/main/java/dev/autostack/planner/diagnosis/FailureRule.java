package dev.autostack.planner.diagnosis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One known cause.
 *
 * @param sign fits a line of the log that shows the cause; its group {@code what}, where it has
 *     one, is put in the place of {@code …} in the message
 */
record FailureRule(String code, Pattern sign, String message, String hint) {
    private static final int MAX_SHOWN = 120;

    /**
     * @param message a sentence; {@code [ …]} is left out when the line names nothing
     */
    static FailureRule cause(String code, String sign, String message, String hint) {
        return new FailureRule(
                code, Pattern.compile(sign, Pattern.CASE_INSENSITIVE), message, hint);
    }

    /** The message for a line that fits, else null. */
    @Nullable String match(String line) {
        Matcher matcher = sign.matcher(line);
        if (!matcher.find()) {
            return null;
        }
        String what =
                sign.namedGroups().containsKey("what") && matcher.group("what") != null
                        ? matcher.group("what").strip()
                        : "";
        return named(what.length() > MAX_SHOWN ? what.substring(0, MAX_SHOWN) : what);
    }

    @Override
    public String message() {
        return named("");
    }

    private String named(String what) {
        return what.isEmpty()
                ? message.replaceAll("\\[[^]]*]", "")
                : message.replace("[", "").replace("]", "").replace("…", what);
    }
}
