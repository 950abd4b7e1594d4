package dev.autostack.planner.config;

import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.JsonText;
import dev.autostack.planner.parse.Malformed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The published schema of autostack.yaml and the part of JSON Schema 2020-12 that it uses: type,
 * properties, additionalProperties: false, enum, pattern, minLength, minimum, maximum.
 */
public final class Schema {
    private static final String RESOURCE = "autostack.schema.json";
    private static final Doc SCHEMA = load();

    /** What is wrong, and at which place ({@code /port}). */
    record Violation(String pointer, String problem) {}

    private Schema() {}

    /** The schema as it is published. */
    public static String text() {
        try (InputStream in = Schema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource is missing: " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + RESOURCE, e);
        }
    }

    private static Doc load() {
        try {
            return JsonText.parse(text());
        } catch (Malformed e) {
            throw new IllegalStateException("the schema is no JSON", e);
        }
    }

    static List<Violation> check(Doc document) {
        List<Violation> found = new ArrayList<>();
        if (!document.isObject()) {
            found.add(new Violation("", "the file has to be a mapping of settings"));
            return found;
        }
        Doc properties = SCHEMA.at("properties");
        for (Map.Entry<String, Doc> field : document.fields().entrySet()) {
            if (properties.has(field.getKey())) {
                value("/" + field.getKey(), field.getValue(), properties.at(field.getKey()), found);
            } else {
                found.add(
                        new Violation(
                                "/" + field.getKey(),
                                "\""
                                        + field.getKey()
                                        + "\" is no setting; there are "
                                        + String.join(", ", properties.keys())));
            }
        }
        return found;
    }

    private static void value(String pointer, Doc value, Doc schema, List<Violation> found) {
        String name = pointer.substring(1);
        List<String> choices = schema.at("enum").texts();
        if (!choices.isEmpty()) {
            if (!choices.contains(value.textOr(""))) {
                found.add(
                        new Violation(
                                pointer, name + " has to be one of " + String.join(", ", choices)));
            }
            return;
        }
        String type = schema.at("type").textOr("");
        if (type.equals("integer")) {
            Integer number = value.string() == null ? value.integer() : null;
            Integer minimum = schema.at("minimum").integer();
            Integer maximum = schema.at("maximum").integer();
            if (number == null
                    || (minimum != null && number < minimum)
                    || (maximum != null && number > maximum)) {
                found.add(
                        new Violation(
                                pointer,
                                name
                                        + " has to be a whole number from "
                                        + minimum
                                        + " to "
                                        + maximum));
            }
            return;
        }
        String text = value.string();
        if (text == null) {
            found.add(new Violation(pointer, name + " has to be a text; put it in quotes"));
            return;
        }
        Integer shortest = schema.at("minLength").integer();
        String pattern = schema.at("pattern").text();
        if (shortest != null && text.length() < shortest) {
            found.add(new Violation(pointer, name + " is empty"));
        } else if (pattern != null && !Pattern.compile(pattern).matcher(text).find()) {
            found.add(new Violation(pointer, name + " does not match " + pattern));
        }
    }
}
