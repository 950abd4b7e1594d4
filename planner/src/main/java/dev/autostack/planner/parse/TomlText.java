package dev.autostack.planner.parse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * TOML 1.1 (toml.io/en/v1.1.0), read in one pass that stops at the first error. Written here
 * because a general parser went on after errors: two kilobytes of quotes kept it busy for seconds,
 * four thousand empty lines for a minute. Numbers but whole ones, and dates, keep their text, so
 * that {@code 3.10} does not become 3.1.
 */
public final class TomlText {
    private static final int MAX_NESTING = 100;

    private final String text;
    private final Map<String, Object> root = new LinkedHashMap<>();

    /** Tables that a header or a dotted key opened; inline tables are in neither and are closed. */
    private final Set<Object> headed = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Lists that {@code [[name]]} made. */
    private final Set<Object> tableLists = Collections.newSetFromMap(new IdentityHashMap<>());

    private int at;

    private TomlText(String text) {
        this.text = text;
    }

    public static Doc parse(String text) throws Malformed {
        TomlText reader = new TomlText(text.startsWith("\uFEFF") ? text.substring(1) : text);
        reader.document();
        return Doc.of(reader.root);
    }

    private void document() throws Malformed {
        open.add(root);
        Map<String, Object> table = root;
        skipLines();
        while (at < text.length()) {
            if (text.charAt(at) == '[') {
                table = header();
            } else {
                assignment(table, 0);
            }
            skipBlanks();
            if (at < text.length() && peek() != '\n' && peek() != '#') {
                throw malformed("expected the end of the line");
            }
            skipLines();
        }
    }

    private Map<String, Object> header() throws Malformed {
        boolean list = text.startsWith("[[", at);
        at += list ? 2 : 1;
        List<String> path = key();
        if (!text.startsWith(list ? "]]" : "]", at)) {
            throw malformed("expected ] at the end of a header");
        }
        at += list ? 2 : 1;
        Map<String, Object> parent = root;
        for (String name : path.subList(0, path.size() - 1)) {
            parent = step(parent, name);
        }
        String last = path.getLast();
        Object there = parent.get(last);
        if (!list) {
            Map<String, Object> table = step(parent, last);
            if (!headed.add(table) || (there instanceof List)) {
                throw malformed(last + " is defined twice");
            }
            return table;
        }
        Map<String, Object> table = new LinkedHashMap<>();
        open.add(table);
        if (there == null) {
            List<Object> tables = new ArrayList<>();
            tableLists.add(tables);
            parent.put(last, tables);
            tables.add(table);
        } else if (there instanceof List<?> tables && tableLists.contains(tables)) {
            asObjects(tables).add(table);
        } else {
            throw malformed(last + " is defined twice");
        }
        return table;
    }

    /** The table below, made when there is none; of a list of tables the newest. */
    private Map<String, Object> step(Map<String, Object> parent, String name) throws Malformed {
        Object there = parent.get(name);
        if (there == null) {
            Map<String, Object> made = new LinkedHashMap<>();
            open.add(made);
            parent.put(name, made);
            return made;
        }
        Object table =
                there instanceof List<?> list && tableLists.contains(list) ? list.getLast() : there;
        if (!open.contains(table)) {
            throw malformed(name + " is no table that can be added to");
        }
        return asTable(table);
    }

    // What is in `open` was made here as such a map, and what is in `tableLists` as such a list.
    @SuppressWarnings("unchecked")
    private static Map<String, Object> asTable(Object table) {
        return (Map<String, Object>) table;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> asObjects(List<?> list) {
        return (List<Object>) list;
    }

    private void assignment(Map<String, Object> table, int depth) throws Malformed {
        List<String> path = key();
        if (at >= text.length() || peek() != '=') {
            throw malformed("expected = after a key");
        }
        at++;
        skipBlanks();
        Map<String, Object> parent = table;
        for (String name : path.subList(0, path.size() - 1)) {
            parent = step(parent, name);
        }
        Object value = value(depth);
        if (parent.putIfAbsent(path.getLast(), value) != null) {
            throw malformed(path.getLast() + " is defined twice");
        }
    }

    /** A key with its dots, and the blanks around it. */
    private List<String> key() throws Malformed {
        List<String> path = new ArrayList<>();
        while (true) {
            skipBlanks();
            path.add(simpleKey());
            if (path.size() > MAX_NESTING) {
                throw malformed("nested too deeply");
            }
            skipBlanks();
            if (at >= text.length() || peek() != '.') {
                return path;
            }
            at++;
        }
    }

    private String simpleKey() throws Malformed {
        if (at < text.length() && (peek() == '"' || peek() == '\'')) {
            return string(false);
        }
        int start = at;
        while (at < text.length() && isBare(peek())) {
            at++;
        }
        if (at == start) {
            throw malformed("expected a key");
        }
        return text.substring(start, at);
    }

    private static boolean isBare(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-';
    }

    private Object value(int depth) throws Malformed {
        if (depth > MAX_NESTING) {
            throw malformed("nested too deeply");
        }
        if (at >= text.length()) {
            throw malformed("expected a value");
        }
        return switch (peek()) {
            case '"', '\'' -> string(true);
            case '[' -> array(depth);
            case '{' -> inlineTable(depth);
            default -> scalar();
        };
    }

    private List<Object> array(int depth) throws Malformed {
        List<Object> values = new ArrayList<>();
        at++;
        while (true) {
            skipLines();
            if (at < text.length() && peek() == ']') {
                at++;
                return values;
            }
            values.add(value(depth + 1));
            skipLines();
            if (at < text.length() && peek() == ',') {
                at++;
            } else if (at >= text.length() || peek() != ']') {
                throw malformed("expected , or ] in an array");
            }
        }
    }

    /** On several lines and with a last comma too, as TOML 1.1 has it. */
    private Map<String, Object> inlineTable(int depth) throws Malformed {
        Map<String, Object> table = new LinkedHashMap<>();
        open.add(table);
        at++;
        while (true) {
            skipLines();
            if (at < text.length() && peek() == '}') {
                at++;
                open.remove(table);
                return table;
            }
            assignment(table, depth + 1);
            skipLines();
            if (at < text.length() && peek() == ',') {
                at++;
            } else if (at >= text.length() || peek() != '}') {
                throw malformed("expected , or } in a table");
            }
        }
    }

    /** A boolean or a whole number as such; any other number, and a date, as it is written. */
    private Object scalar() throws Malformed {
        int start = at;
        while (at < text.length() && ",]}#\n \t".indexOf(peek()) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        if (word.equals("true") || word.equals("false")) {
            return Boolean.valueOf(word);
        }
        if (word.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")
                && text.startsWith(" ", at)
                && at + 1 < text.length()
                && Character.isDigit(text.charAt(at + 1))) {
            // A date and a time with a blank between them.
            at++;
            return word + "T" + scalar();
        }
        if (word.length() < 19 && word.matches("[+-]?[0-9](_?[0-9])*")) {
            return Long.valueOf(word.replace("_", "").replaceFirst("^\\+", ""));
        }
        if (word.length() > 200 || !word.matches("[+-]?([0-9][0-9A-Za-z_.:+-]*|inf|nan)")) {
            throw malformed("expected a value");
        }
        return word;
    }

    private String string(boolean mayBeLong) throws Malformed {
        char quote = peek();
        String three = String.valueOf(quote).repeat(3);
        if (mayBeLong && text.startsWith(three, at)) {
            at += 3;
            if (text.startsWith("\n", at)) {
                at++;
            }
            return longString(quote, three);
        }
        at++;
        StringBuilder value = new StringBuilder();
        while (at < text.length() && peek() != '\n') {
            char c = text.charAt(at++);
            if (c == quote) {
                return value.toString();
            }
            if (c == '\\' && quote == '"') {
                escape(value);
            } else {
                value.append(c);
            }
        }
        throw malformed("a string does not end");
    }

    private String longString(char quote, String three) throws Malformed {
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            if (text.startsWith(three, at)) {
                at += 3;
                // Up to two quotes may stand right before the three that end it.
                for (int i = 0; i < 2 && at < text.length() && peek() == quote; i++) {
                    value.append(quote);
                    at++;
                }
                return value.toString();
            }
            char c = text.charAt(at++);
            if (c == '\\' && quote == '"') {
                int end = at;
                while (end < text.length()
                        && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
                    end++;
                }
                if (end < text.length() && text.charAt(end) == '\n') {
                    at = end;
                    while (at < text.length() && Character.isWhitespace(peek())) {
                        at++;
                    }
                } else {
                    escape(value);
                }
            } else {
                value.append(c);
            }
        }
        throw malformed("a string does not end");
    }

    private void escape(StringBuilder value) throws Malformed {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        switch (c) {
            case 'b' -> value.append('\b');
            case 't' -> value.append('\t');
            case 'n' -> value.append('\n');
            case 'f' -> value.append('\f');
            case 'r' -> value.append('\r');
            case 'e' -> value.append('\u001B');
            case '"', '\\' -> value.append(c);
            case 'u', 'U' -> {
                int digits = c == 'u' ? 4 : 8;
                String hex = text.substring(at, Math.min(text.length(), at + digits));
                int point = hex.matches("[0-9A-Fa-f]{" + digits + "}") ? codePoint(hex) : -1;
                if (point < 0) {
                    throw malformed("no such character");
                }
                value.appendCodePoint(point);
                at += digits;
            }
            default -> throw malformed("unknown escape in a string");
        }
    }

    private static int codePoint(String hex) {
        long point = Long.parseLong(hex, 16);
        return point <= Character.MAX_CODE_POINT ? (int) point : -1;
    }

    private char peek() {
        return text.charAt(at);
    }

    private void skipBlanks() {
        while (at < text.length() && (peek() == ' ' || peek() == '\t' || peek() == '\r')) {
            at++;
        }
    }

    /** Blanks, line ends and comments. */
    private void skipLines() {
        while (at < text.length()) {
            char c = peek();
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == '\n' || c == ' ' || c == '\t' || c == '\r') {
                at++;
            } else {
                return;
            }
        }
    }

    private Malformed malformed(String problem) {
        int where = Math.min(at, text.length());
        int line = 1;
        int lineStart = 0;
        for (int i = text.indexOf('\n'); i >= 0 && i < where; i = text.indexOf('\n', i + 1)) {
            line++;
            lineStart = i + 1;
        }
        return new Malformed(problem, line, where - lineStart + 1);
    }
}
