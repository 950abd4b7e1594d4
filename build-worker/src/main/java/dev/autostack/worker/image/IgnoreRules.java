package dev.autostack.worker.image;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The rules of a {@code .dockerignore}: Go's {@code filepath.Match} per path segment, {@code **}
 * for any number of segments, {@code !} takes back, the last rule that fits a path or a folder
 * above it decides. BuildKit applies them itself; for the engine's old builder the client must.
 */
final class IgnoreRules {
    private final List<Rule> rules;

    private record Rule(Pattern pattern, boolean keeps) {}

    private IgnoreRules(List<Rule> rules) {
        this.rules = rules;
    }

    static IgnoreRules parse(String text) {
        List<Rule> rules = new ArrayList<>();
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        for (String line : content.lines().toList()) {
            if (line.startsWith("#")) {
                continue;
            }
            String rule = line.strip();
            boolean keeps = rule.startsWith("!");
            if (keeps) {
                rule = rule.substring(1).strip();
            }
            String path = clean(rule);
            if (!path.isEmpty()) {
                rules.add(new Rule(pattern(path), keeps));
            }
        }
        return new IgnoreRules(List.copyOf(rules));
    }

    /** Without empty segments, {@code .} and a slash at either end. */
    private static String clean(String rule) {
        List<String> segments = new ArrayList<>();
        for (String segment : rule.split("/", -1)) {
            if (segment.equals("..") && !segments.isEmpty()) {
                segments.removeLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return String.join("/", segments);
    }

    private static Pattern pattern(String path) {
        try {
            return Pattern.compile(expression(path), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            return Pattern.compile(Pattern.quote(path));
        }
    }

    private static String expression(String path) {
        StringBuilder expression = new StringBuilder();
        boolean inClass = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\' && i + 1 < path.length()) {
                i++;
                expression.append(literal(path.charAt(i)));
            } else if (inClass) {
                inClass = c != ']';
                expression.append(c == '[' || c == '&' ? "\\" + c : String.valueOf(c));
            } else if (path.startsWith("**", i)) {
                i++;
                if (i + 1 < path.length() && path.charAt(i + 1) == '/') {
                    i++;
                }
                expression.append(i + 1 == path.length() ? ".*" : "(.*/)?");
            } else {
                inClass = c == '[';
                expression.append(
                        switch (c) {
                            case '*' -> "[^/]*";
                            case '?' -> "[^/]";
                            case '[' -> "[";
                            default -> literal(c);
                        });
            }
        }
        return expression.toString();
    }

    private static String literal(char c) {
        return Character.isLetterOrDigit(c) || c == '/' ? String.valueOf(c) : "\\" + c;
    }

    /**
     * @param path relative to the context, with slashes
     */
    boolean ignores(String path) {
        boolean ignored = false;
        for (Rule rule : rules) {
            if (ignored == rule.keeps() && fits(rule.pattern(), path)) {
                ignored = !rule.keeps();
            }
        }
        return ignored;
    }

    private static boolean fits(Pattern pattern, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (pattern.matcher(path.substring(0, end)).matches()) {
                return true;
            }
        }
        return false;
    }

    /** Whether something below an ignored folder may still be wanted. */
    boolean takesBack() {
        return rules.stream().anyMatch(Rule::keeps);
    }
}
