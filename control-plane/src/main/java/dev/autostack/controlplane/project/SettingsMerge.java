package dev.autostack.controlplane.project;

import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.ObjectMapper;
import io.micronaut.serde.exceptions.SerdeException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Merges a partial set of settings into a whole one, as RFC 7396 says; null is the default. */
@Singleton
final class SettingsMerge {
    private static final HealthSettings HEALTH =
            new HealthSettings("http", null, null, null, null, 1_000, 2_000, 2, 3, 0);

    private final ObjectMapper json;
    private final JsonNode standard;
    private final JsonNode standardHealth;

    SettingsMerge(ObjectMapper json) {
        this.json = json;
        this.standard = tree(ProjectSettings.standard());
        this.standardHealth = tree(HEALTH);
    }

    /** Unknown names and values of a wrong type are refused by name. */
    ProjectSettings merge(ProjectSettings current, @Nullable JsonNode change, Fields fields) {
        if (change == null || change.isNull()) {
            return current;
        }
        if (!change.isObject()) {
            fields.refuse("settings", "The settings are an object.");
            return current;
        }
        JsonNode merged = object(tree(current), standard, change, "settings", fields);
        try {
            ProjectSettings read = json.readValueFromTree(merged, ProjectSettings.class);
            return read == null ? current : read;
        } catch (SerdeException e) {
            fields.refuse("settings", "The settings have a value of a wrong type.");
            return current;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode object(
            JsonNode current, JsonNode defaults, JsonNode change, String path, Fields fields) {
        Map<String, JsonNode> merged = new LinkedHashMap<>();
        current.entries().forEach(entry -> merged.put(entry.getKey(), entry.getValue()));
        for (Map.Entry<String, JsonNode> entry : change.entries()) {
            String name = entry.getKey();
            String field = path + "." + name;
            JsonNode value = entry.getValue();
            JsonNode usual = defaults.get(name);
            if (usual == null) {
                fields.refuse(field, "There is no setting " + field + ".");
                continue;
            }
            boolean health = field.equals("settings.health");
            if (value.isNull()) {
                merged.put(name, usual);
            } else if (health || usual.isObject()) {
                JsonNode base = merged.get(name);
                JsonNode whole = health ? standardHealth : usual;
                merged.put(
                        name,
                        value.isObject()
                                ? object(
                                        base == null || base.isNull() ? whole : base,
                                        whole,
                                        value,
                                        field,
                                        fields)
                                : refused(field, usual, fields));
            } else {
                merged.put(name, fits(usual, value) ? value : refused(field, usual, fields));
            }
        }
        return JsonNode.createObjectNode(merged);
    }

    /** Nulls say nothing about their type; those are texts, lists or numbers read later. */
    private static boolean fits(JsonNode usual, JsonNode value) {
        if (usual.isNumber()) {
            return value.isNumber();
        }
        if (usual.isBoolean()) {
            return value.isBoolean();
        }
        if (usual.isString()) {
            return value.isString();
        }
        return true;
    }

    private static JsonNode refused(String field, JsonNode usual, Fields fields) {
        fields.refuse(field, field + " has a value of a wrong type.");
        return usual;
    }

    private JsonNode tree(Object value) {
        try {
            return json.writeValueToTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
