package dev.autostack.planner.parse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** TOML 1.0. A document with errors yields what could be read of it only when nothing was lost. */
public final class TomlText {
    private static final int MAX_NESTING = 100;

    private TomlText() {}

    public static Doc parse(String text) throws Malformed {
        guardNesting(text);
        TomlParseResult result;
        try {
            result = Toml.parse(text);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            // AssertionError: the library asserts on some broken headers when assertions are on.
            throw new Malformed("not valid TOML", 0, 0);
        }
        if (result.hasErrors()) {
            TomlParseError error = result.errors().getFirst();
            throw new Malformed(
                    String.valueOf(error.getMessage()),
                    error.position().line(),
                    error.position().column());
        }
        return Doc.of(table(result));
    }

    /** The generated parser descends by recursion; brackets bound how deep. */
    private static void guardNesting(String text) throws Malformed {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[' || c == '{') {
                depth++;
            } else if ((c == ']' || c == '}') && depth > 0) {
                depth--;
            } else if (c == '\n' && depth > MAX_NESTING) {
                break;
            }
            if (depth > MAX_NESTING * 4) {
                break;
            }
        }
        if (depth > MAX_NESTING) {
            throw new Malformed("nested too deeply", 0, 0);
        }
    }

    private static Map<String, Object> table(TomlTable table) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String key : table.keySet()) {
            Object value = table.get(List.of(key));
            if (value != null) {
                map.put(key, plain(value));
            }
        }
        return map;
    }

    private static Object plain(Object value) {
        return switch (value) {
            case TomlTable inner -> table(inner);
            case TomlArray array -> {
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < array.size(); i++) {
                    list.add(plain(array.get(i)));
                }
                yield list;
            }
            case String s -> s;
            case Boolean b -> b;
            case Long l -> l;
            default -> value.toString();
        };
    }
}
