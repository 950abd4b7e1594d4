package dev.autostack.controlplane.docs;

import static dev.autostack.controlplane.docs.Schemas.list;
import static dev.autostack.controlplane.docs.Schemas.map;
import static dev.autostack.controlplane.docs.Schemas.named;

import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.http.Idempotent;
import dev.autostack.controlplane.http.PageLimit;
import io.micronaut.http.HttpStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the published document of what the compiler wrote and what the routes declare: the compiler
 * knows shapes, only the routes know who may call and which calls take a key. The server writes
 * every field (application.yml, serde inclusion ALWAYS), so in answers all are required.
 */
final class ApiDocument {
    private static final String IDENTITY = "Identity.";
    private static final String GENERATED = ".* \\d{3} response";

    private final Map<String, ApiRoutes.Route> routes = new TreeMap<>();
    private final Map<String, Object> compiled;
    private final Map<String, Object> schemas = new TreeMap<>();
    private final List<Object> sent = new ArrayList<>();
    private final List<Object> answered = new ArrayList<>();

    private ApiDocument(Map<String, Object> compiled, List<ApiRoutes.Route> routes) {
        this.compiled = compiled;
        routes.forEach(route -> this.routes.put(route.key(), route));
    }

    static Map<String, Object> of(Map<String, Object> compiled, List<ApiRoutes.Route> routes) {
        return new ApiDocument(clean(compiled), routes).whole();
    }

    /** Plain names for nested and generic types, null as a type, no remains of the generator. */
    private static Map<String, Object> clean(Map<String, Object> compiled) {
        Object cleaned =
                Schemas.walk(
                        compiled,
                        node -> {
                            node.remove("explode");
                            String name = named(node);
                            return Schemas.nullAsType(
                                    name == null || name.startsWith(IDENTITY)
                                            ? node
                                            : Schemas.ref(plain(name)));
                        });
        return map(cleaned);
    }

    private static String plain(String name) {
        return name.startsWith("Page_")
                ? plain(name.substring("Page_".length(), name.length() - 1)) + "Page"
                : name.replaceFirst("^\\w+Controller\\.", "").replace(".", "");
    }

    private Map<String, Object> whole() {
        map(map(compiled.get("components")).get("schemas"))
                .forEach((name, schema) -> {
                    if (!name.startsWith(IDENTITY)
                            && schemas.put(plain(name), map(schema)) != null) {
                        throw new IllegalStateException("two schemas are called " + plain(name));
                    }
                });
        schemas.put(
                "ProjectSettingsChange",
                Schemas.partial(map(schemas.get("ProjectSettings")), schemas));
        takePartialSettings("ProjectCreate");
        takePartialSettings("ProjectChange");

        Map<String, Object> paths = new LinkedHashMap<>();
        map(compiled.get("paths"))
                .forEach((path, operations) -> {
                    Map<String, Object> described = new LinkedHashMap<>();
                    map(operations)
                            .forEach((method, operation) ->
                                    described.put(
                                            method,
                                            operation(method + " " + path, map(operation))));
                    paths.put(path, described);
                });
        answered.add(Schemas.ref("ErrorBody"));
        requireEveryAnsweredField();

        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", compiled.get("info"));
        document.put("servers", List.of(Map.of("url", "/")));
        document.put("security", List.of(Map.of("bearer", List.of()), Map.of("cookie", List.of())));
        document.put("tags", tags(paths));
        document.put("paths", Schemas.sorted(paths));
        document.put("components", components());
        return document;
    }

    private void takePartialSettings(String schema) {
        Map<String, Object> properties = map(map(schemas.get(schema)).get("properties"));
        properties.put(
                "settings",
                Map.of(
                        "oneOf",
                        List.of(Schemas.ref("ProjectSettingsChange"), Map.of("type", "null"))));
    }

    private Map<String, Object> operation(String key, Map<String, Object> from) {
        ApiRoutes.Route route = routes.get(key);
        if (route == null) {
            throw new IllegalStateException("no route answers " + key);
        }
        Map<String, Object> to = new LinkedHashMap<>();
        to.put("operationId", from.get("operationId"));
        to.put("tags", from.get("tags"));
        to.put("summary", from.get("summary"));
        if (from.get("description") instanceof String text
                && !text.contains("#")
                && !text.equals(from.get("summary") + ".")) {
            to.put("description", text);
        }
        if (anonymous(route.permission())) {
            to.put("security", List.of());
        } else {
            to.put("x-permission", route.permission().name().toLowerCase(Locale.ROOT));
        }
        Map<String, Object> responses = responses(map(from.get("responses")));
        List<Object> parameters = parameters(list(from.get("parameters")), route);
        if (!parameters.isEmpty()) {
            to.put("parameters", parameters);
        }
        Map<String, Object> body = withoutIdentity(map(from.get("requestBody")));
        if (!body.isEmpty() && !body.toString().contains(IDENTITY)) {
            to.put("requestBody", body);
            sent.add(body);
        }
        to.put("responses", responses);
        sent.add(parameters);
        answered.add(responses);
        return to;
    }

    private static boolean anonymous(Permission permission) {
        return permission == Permission.ANYONE || permission == Permission.WEBHOOK;
    }

    private static List<Object> parameters(List<Object> from, ApiRoutes.Route route) {
        boolean paged = from.stream().anyMatch(each -> "cursor".equals(map(each).get("name")));
        List<Object> to = new ArrayList<>();
        for (Object each : from) {
            Map<String, Object> parameter = map(each);
            String schema = named(parameter.get("schema"));
            if (schema != null && schema.startsWith(IDENTITY)) {
                continue;
            }
            Object name = parameter.get("name");
            boolean ofPages = "query".equals(parameter.get("in")) && paged;
            if (ofPages && ("limit".equals(name) || "cursor".equals(name))) {
                to.add(Map.of("$ref", "#/components/parameters/" + name));
            } else {
                to.add(parameter);
            }
        }
        if (route.idempotent()) {
            to.add(Map.of("$ref", "#/components/parameters/idempotencyKey"));
        }
        return to;
    }

    /**
     * The compiler takes the identity, which the gate hands in, for a part of the body; where the
     * identity is all of it, there is no body.
     */
    private static Map<String, Object> withoutIdentity(Map<String, Object> body) {
        return map(
                Schemas.walk(
                        body,
                        node -> {
                            if (node.get("allOf") instanceof List<?> all
                                    && all.size() == 2
                                    && all.get(1).toString().contains(IDENTITY)) {
                                return map(all.getFirst());
                            }
                            return node;
                        }));
    }

    private static Map<String, Object> responses(Map<String, Object> from) {
        Map<String, Object> to = new TreeMap<>();
        from.forEach((status, response) -> {
            Map<String, Object> described = new LinkedHashMap<>(map(response));
            String text = String.valueOf(described.get("description"));
            if (text.matches(GENERATED)) {
                described.put(
                        "description", HttpStatus.valueOf(Integer.parseInt(status)).getReason());
            }
            Map<String, Object> content = map(described.get("content"));
            if (content.containsKey("text/event-stream")) {
                described.put(
                        "content",
                        Map.of("text/event-stream", Map.of("schema", Map.of("type", "string"))));
            }
            to.put(status, described);
        });
        to.put("default", Map.of("$ref", "#/components/responses/Refused"));
        return to;
    }

    private void requireEveryAnsweredField() {
        Set<String> only = new TreeSet<>(Schemas.reached(answered, schemas));
        only.removeAll(Schemas.reached(sent, schemas));
        for (String name : only) {
            Map<String, Object> schema = map(schemas.get(name));
            if (schema.containsKey("properties")) {
                schema.put("required", List.copyOf(map(schema.get("properties")).keySet()));
            }
        }
    }

    private Map<String, Object> components() {
        List<Object> roots = new ArrayList<>(sent);
        roots.addAll(answered);
        Map<String, Object> kept = new LinkedHashMap<>();
        Schemas.reached(roots, schemas).forEach(name -> kept.put(name, schemas.get(name)));
        Map<String, Object> components = new LinkedHashMap<>();
        components.put("securitySchemes", map(compiled.get("components")).get("securitySchemes"));
        components.put("parameters", sharedParameters());
        components.put(
                "responses",
                Map.of(
                        "Refused",
                        ordered(
                                "description",
                                "Refused; the codes stand in docs/errors.md",
                                "content",
                                Map.of(
                                        "application/json",
                                        Map.of("schema", Schemas.ref("ErrorBody"))))));
        components.put("schemas", kept);
        return components;
    }

    private static Map<String, Object> sharedParameters() {
        return ordered(
                "cursor",
                parameter(
                        "cursor",
                        "query",
                        "`next` of the part before this one",
                        ordered("type", "string")),
                "idempotencyKey",
                parameter(
                        Idempotent.HEADER,
                        "header",
                        "The same key and request get the first answer again",
                        ordered("type", "string", "minLength", 1, "maxLength", 200)),
                "limit",
                parameter(
                        "limit",
                        "query",
                        "How many rows a part has at most",
                        ordered(
                                "type",
                                "integer",
                                "minimum",
                                1,
                                "maximum",
                                PageLimit.MAX,
                                "default",
                                PageLimit.DEFAULT)));
    }

    private static Map<String, Object> parameter(
            String name, String in, String description, Map<String, Object> schema) {
        return ordered("name", name, "in", in, "description", description, "schema", schema);
    }

    private static List<Object> tags(Map<String, Object> paths) {
        Set<String> names = new TreeSet<>();
        paths.values()
                .forEach(path ->
                        map(path)
                                .values()
                                .forEach(operation ->
                                        list(map(operation).get("tags"))
                                                .forEach(tag -> names.add(tag.toString()))));
        return names.stream().<Object>map(name -> Map.of("name", name)).toList();
    }

    private static Map<String, Object> ordered(@Nullable Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object value = keysAndValues[i + 1];
            if (value != null) {
                map.put(String.valueOf(keysAndValues[i]), value);
            }
        }
        return map;
    }
}
