package dev.autostack.planner.container;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables in a Dockerfile: {@code $V}, {@code ${V}}, {@code ${V:-word}}, {@code ${V:+word}}. */
final class Expansion {
    private Expansion() {}

    /** The text with variables replaced and quotes removed; null when one has no value. */
    static @Nullable String expand(String text, Map<String, String> values) {
        return expand(text, values, 0);
    }

    private static @Nullable String expand(String text, Map<String, String> values, int depth) {
        if (depth > 8) {
            return null;
        }
        StringBuilder out = new StringBuilder();
        boolean single = false;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\'') {
                single = !single;
                i++;
            } else if (c == '"') {
                i++;
            } else if (c == '\\' && i + 1 < text.length() && !single) {
                out.append(text.charAt(i + 1));
                i += 2;
            } else if (c == '$' && !single) {
                int close =
                        i + 1 < text.length() && text.charAt(i + 1) == '{'
                                ? brace(text, i + 1)
                                : -1;
                if (close > 0) {
                    String value = braced(text.substring(i + 2, close), values, depth);
                    if (value == null) {
                        return null;
                    }
                    out.append(value);
                    i = close + 1;
                } else {
                    int end = i + 1;
                    while (end < text.length() && isNamePart(text.charAt(end))) {
                        end++;
                    }
                    if (end == i + 1) {
                        out.append(c);
                        i++;
                        continue;
                    }
                    String value = values.get(text.substring(i + 1, end));
                    if (value == null) {
                        return null;
                    }
                    out.append(value);
                    i = end;
                }
            } else if (c == '{' && text.startsWith("{{", i)) {
                // A template of some other tool: what it becomes is not known here.
                return null;
            } else {
                out.append(c);
                i++;
            }
        }
        return out.toString();
    }

    private static int brace(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            if (text.charAt(i) == '{') {
                depth++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable String braced(String inner, Map<String, String> values, int depth) {
        int end = 0;
        while (end < inner.length() && isNamePart(inner.charAt(end))) {
            end++;
        }
        String value = values.get(inner.substring(0, end));
        String operator = inner.substring(end);
        if (operator.isEmpty()) {
            return value;
        }
        boolean colon = operator.startsWith(":");
        String kind = colon ? operator.substring(1) : operator;
        boolean set = value != null && !(colon && value.isEmpty());
        if (kind.startsWith("-")) {
            return set ? value : expand(kind.substring(1), values, depth + 1);
        }
        if (kind.startsWith("+")) {
            return set ? expand(kind.substring(1), values, depth + 1) : "";
        }
        return null;
    }

    private static boolean isNamePart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_';
    }

    /**
     * {@code A=1 B="two words"}, also the old {@code ENV A 1}; values as written, quotes included.
     * A name without value maps to "".
     */
    static Map<String, String> assignments(String rest, boolean bareNames) {
        Map<String, String> found = new LinkedHashMap<>();
        int i = 0;
        while (i < rest.length()) {
            while (i < rest.length() && Character.isWhitespace(rest.charAt(i))) {
                i++;
            }
            int start = i;
            while (i < rest.length()
                    && rest.charAt(i) != '='
                    && !Character.isWhitespace(rest.charAt(i))) {
                i++;
            }
            String name = rest.substring(start, i);
            if (name.isEmpty()) {
                i++;
                continue;
            }
            if (i >= rest.length() || rest.charAt(i) != '=') {
                if (!bareNames && found.isEmpty()) {
                    found.put(name, rest.substring(i).strip());
                    return found;
                }
                found.put(name, "");
                continue;
            }
            int from = ++i;
            char quote = 0;
            while (i < rest.length()) {
                char c = rest.charAt(i);
                if (quote != 0) {
                    quote = c == quote ? 0 : quote;
                } else if (c == '"' || c == '\'') {
                    quote = c;
                } else if (c == '\\' && i + 1 < rest.length()) {
                    i++;
                } else if (Character.isWhitespace(c)) {
                    break;
                }
                i++;
            }
            found.put(name, rest.substring(from, Math.min(i, rest.length())));
        }
        return found;
    }
}
