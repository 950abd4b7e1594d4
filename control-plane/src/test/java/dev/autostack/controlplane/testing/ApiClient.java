package dev.autostack.controlplane.testing;

import dev.autostack.controlplane.account.SetupLink;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sends JSON to a {@link TestServer}. Immutable: each {@code with} is another client. */
public final class ApiClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TestServer server;
    private final List<String> headers;

    public static ApiClient anonymous(TestServer server) {
        return new ApiClient(server, List.of());
    }

    /** Sets the installation up and acts for its owner. */
    public static ApiClient owner(TestServer server) {
        if (!server.database().sql("select 1 from host").exists()) {
            new Rows(server.database()).host();
        }
        Answer session =
                anonymous(server)
                        .post(
                                "/api/setup",
                                """
                                {"token":"%s","email":"owner@example.com","name":"Olga Owner",
                                 "password":"correct horse battery staple","teamName":"Acme"}
                                """
                                        .formatted(server.bean(SetupLink.class).issue()));
        return anonymous(server).bearer(session.json("accessToken"));
    }

    private ApiClient(TestServer server, List<String> headers) {
        this.server = server;
        this.headers = headers;
    }

    /** Name and value of more headers. */
    public ApiClient with(String... more) {
        List<String> all = new ArrayList<>(headers);
        all.addAll(List.of(more));
        return new ApiClient(server, all);
    }

    public ApiClient bearer(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /** The bearer token it sends. */
    public String token() {
        return headers.get(headers.indexOf("Authorization") + 1).substring("Bearer ".length());
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path, String json) {
        return send("POST", path, json);
    }

    public Answer put(String path, String json) {
        return send("PUT", path, json);
    }

    public Answer patch(String path, String json) {
        return send("PATCH", path, json);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public Answer send(String method, String path, @Nullable String json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path));
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        if (json == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(json));
        }
        try {
            HttpResponse<String> answer =
                    HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body(), answer.headers(), server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** An answer; {@link #json} reads a value by its path, {@code a.b.0.c}. */
    public record Answer(int status, String body, HttpHeaders headers, TestServer server) {

        public String json(String path) {
            JsonNode node = node(path);
            return node.isString() ? node.getStringValue() : node.coerceStringValue();
        }

        public JsonNode node(String path) {
            try {
                JsonNode node = server.bean(ObjectMapper.class).readValue(body, JsonNode.class);
                for (String part : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
                    JsonNode at = Objects.requireNonNull(node);
                    node = at.isArray() ? at.get(Integer.parseInt(part)) : at.get(part);
                }
                return Objects.requireNonNull(node, path + " in " + body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }

        public String code() {
            return json("error.code");
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        @Override
        public String toString() {
            return status + " " + body;
        }
    }
}
