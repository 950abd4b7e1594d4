package dev.autostack.controlplane.docs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Steps on a tree of YAML values (maps, lists, scalars) that hold JSON schemas. */
final class Schemas {
    private static final String PREFIX = "#/components/schemas/";

    private Schemas() {}

    static Map<String, Object> ref(String name) {
        return new LinkedHashMap<>(Map.of("$ref", PREFIX + name));
    }

    /** The name that a reference to a schema has; null for everything else. */
    static @Nullable String named(@Nullable Object node) {
        return node instanceof Map<?, ?> map
                        && map.get("$ref") instanceof String ref
                        && ref.startsWith(PREFIX)
                ? ref.substring(PREFIX.length())
                : null;
    }

    @SuppressWarnings("unchecked") // Keys of YAML maps in this document are strings.
    static Map<String, Object> map(@Nullable Object node) {
        return node == null ? new LinkedHashMap<>() : (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(@Nullable Object node) {
        return node == null ? new ArrayList<>() : (List<Object>) node;
    }

    /** {@code change} applied to every map, inner ones first. */
    static @Nullable Object walk(@Nullable Object node, UnaryOperator<Map<String, Object>> change) {
        return switch (node) {
            case Map<?, ?> map -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                map(map).forEach((key, value) -> copy.put(key, walk(value, change)));
                yield change.apply(copy);
            }
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>();
                list.forEach(each -> copy.add(walk(each, change)));
                yield copy;
            }
            case null, default -> node;
        };
    }

    /** OpenAPI 3.0 says {@code nullable}; 3.1 is JSON Schema, where null is a type. */
    static Map<String, Object> nullAsType(Map<String, Object> node) {
        if (!Boolean.TRUE.equals(node.remove("nullable"))) {
            return node;
        }
        if (node.get("allOf") instanceof List<?> all && all.size() == 1) {
            Map<String, Object> changed = new LinkedHashMap<>();
            changed.put("oneOf", List.of(map(all.getFirst()), Map.of("type", "null")));
            node.forEach((key, value) -> {
                if (!key.equals("allOf")) {
                    changed.put(key, value);
                }
            });
            return changed;
        }
        if (node.get("type") instanceof String type) {
            node.put("type", List.of(type, "null"));
            return node;
        }
        throw new IllegalStateException("a nullable schema without a type: " + node);
    }

    /** The names of all schemas that {@code roots} reach. */
    static Set<String> reached(Collection<?> roots, Map<String, Object> schemas) {
        Set<String> names = new TreeSet<>();
        Deque<Object> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            Object node = open.pop();
            String name = named(node);
            if (name != null && names.add(name)) {
                Object schema = schemas.get(name);
                if (schema == null) {
                    throw new IllegalStateException("no schema is called " + name);
                }
                open.push(schema);
            }
            Collection<?> inner =
                    switch (node) {
                        case Map<?, ?> map -> map.values();
                        case List<?> list -> list;
                        default -> List.of();
                    };
            inner.stream().filter(each -> each != null).forEach(open::push);
        }
        return names;
    }

    /**
     * The same schema as a merge patch takes it (RFC 7396): any part of it, null for the default.
     */
    static Map<String, Object> partial(Map<String, Object> schema, Map<String, Object> schemas) {
        Map<String, Object> copy = new LinkedHashMap<>(schema);
        copy.remove("required");
        Map<String, Object> properties = new LinkedHashMap<>();
        map(schema.get("properties"))
                .forEach((name, value) -> {
                    Map<String, Object> property = map(value);
                    Object target =
                            property.get("oneOf") instanceof List<?> of ? of.getFirst() : property;
                    String referred = named(target);
                    Map<String, Object> inner =
                            referred == null ? Map.of() : map(schemas.get(referred));
                    properties.put(
                            name,
                            orNull(
                                    inner.containsKey("properties")
                                            ? partial(inner, schemas)
                                            : property));
                });
        copy.put("properties", properties);
        return copy;
    }

    private static Map<String, Object> orNull(Map<String, Object> schema) {
        if (schema.containsKey("properties")
                || schema.containsKey("$ref")
                || schema.containsKey("enum")) {
            return new LinkedHashMap<>(Map.of("oneOf", List.of(schema, Map.of("type", "null"))));
        }
        if (!(schema.get("type") instanceof String type)) {
            return schema;
        }
        Map<String, Object> copy = new LinkedHashMap<>(schema);
        copy.put("type", List.of(type, "null"));
        return copy;
    }

    static <V> Map<String, V> sorted(Map<String, V> map) {
        return new LinkedHashMap<>(new TreeMap<>(map));
    }
}
