package dev.autostack.planner.parse;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON, TOML or YAML document, or nothing. Asking a value of another shape yields
 * nothing instead of an error: manifests in the wild hold strings where objects belong.
 */
public final class Doc {
    private static final Doc NOTHING = new Doc(null);

    private final @Nullable Object value;

    private Doc(@Nullable Object value) {
        this.value = value;
    }

    /** Of maps with string keys, lists, strings, numbers and booleans. */
    public static Doc of(@Nullable Object value) {
        return value == null ? NOTHING : new Doc(value);
    }

    public static Doc nothing() {
        return NOTHING;
    }

    public boolean present() {
        return value != null;
    }

    public boolean isObject() {
        return value instanceof Map<?, ?>;
    }

    public boolean isList() {
        return value instanceof List<?>;
    }

    /** The value below a chain of keys. */
    public Doc at(String... keys) {
        Object here = value;
        for (String key : keys) {
            if (!(here instanceof Map<?, ?> map)) {
                return NOTHING;
            }
            here = map.get(key);
        }
        return of(here);
    }

    public boolean has(String key) {
        return value instanceof Map<?, ?> map && map.containsKey(key);
    }

    /** Strings, numbers and booleans as text. */
    public @Nullable String text() {
        return switch (value) {
            case String s -> s;
            case BigDecimal d -> d.toPlainString();
            case Number n -> n.toString();
            case Boolean b -> b.toString();
            case null, default -> null;
        };
    }

    public String textOr(String other) {
        String text = text();
        return text == null ? other : text;
    }

    /** The text only if the value is a string. */
    public @Nullable String string() {
        return value instanceof String s ? s : null;
    }

    public boolean isTrue() {
        return Boolean.TRUE.equals(value) || "true".equals(value);
    }

    public boolean isFalse() {
        return Boolean.FALSE.equals(value) || "false".equals(value);
    }

    public @Nullable Integer integer() {
        String text = text();
        if (text == null || !text.matches("-?[0-9]{1,9}")) {
            return null;
        }
        return Integer.valueOf(text);
    }

    public Set<String> keys() {
        return fields().keySet();
    }

    public Map<String, Doc> fields() {
        Map<String, Doc> fields = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, entry) -> fields.put(String.valueOf(key), of(entry)));
        }
        return fields;
    }

    public List<Doc> elements() {
        List<Doc> elements = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(entry -> elements.add(of(entry)));
        }
        return elements;
    }

    /** The strings of a list; a single string counts as a list of one. */
    public List<String> texts() {
        if (value instanceof String s) {
            return List.of(s);
        }
        List<String> texts = new ArrayList<>();
        for (Doc element : elements()) {
            String text = element.text();
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
