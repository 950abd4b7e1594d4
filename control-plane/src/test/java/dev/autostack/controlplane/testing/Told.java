package dev.autostack.controlplane.testing;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A JSON object that the API answered. Paths are field names with dots between them. */
public record Told(Map<String, Object> fields) {

    /** As text, "" when there is nothing. */
    public String text(String path) {
        Object value = value(path);
        return value == null ? "" : value.toString();
    }

    public UUID uuid(String path) {
        return UUID.fromString(text(path));
    }

    public boolean flag(String path) {
        return Boolean.parseBoolean(text(path));
    }

    public long number(String path) {
        return Long.parseLong(text(path));
    }

    /** The objects of an array; none when there is nothing. */
    @SuppressWarnings("unchecked") // Serde gives maps with text keys for JSON objects
    public List<Told> list(String path) {
        Object value = value(path);
        return value == null
                ? List.of()
                : ((List<Map<String, Object>>) value).stream().map(Told::new).toList();
    }

    /** One field of each object of an array. */
    public List<String> texts(String path, String field) {
        return list(path).stream().map(each -> each.text(field)).toList();
    }

    private @Nullable Object value(String path) {
        Object current = fields;
        for (String name : path.split("\\.", -1)) {
            current = current instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return current;
    }
}
