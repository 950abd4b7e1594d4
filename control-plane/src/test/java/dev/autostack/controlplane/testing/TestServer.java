package dev.autostack.controlplane.testing;

import dev.autostack.controlplane.db.Database;
import io.micronaut.context.ApplicationContext;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole control plane on a free port and a database of its own, and a client of it. */
public final class TestServer implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Object> properties;
    private EmbeddedServer server;

    public TestServer() {
        this(Map.of());
    }

    public TestServer(Map<String, Object> more) {
        properties = new HashMap<>(TestDatabase.fresh());
        properties.put("micronaut.server.port", -1);
        properties.putAll(more);
        server = ApplicationContext.run(EmbeddedServer.class, properties);
    }

    /** An answer; {@code json} is null when there is no body. */
    public record Answer(HttpResponse<String> response, @Nullable JsonNode json) {
        public int status() {
            return response.statusCode();
        }

        /** The value at a path such as {@code error.code}, as text. */
        public String text(String path) {
            return at(path).coerceStringValue();
        }

        public JsonNode at(String path) {
            JsonNode node = json;
            for (String part : path.split("\\.", -1)) {
                JsonNode parent = node;
                node = parent == null ? null : child(parent, part);
            }
            if (node == null) {
                throw new AssertionError("nothing at " + path + " in " + this);
            }
            return node;
        }

        private static @Nullable JsonNode child(JsonNode parent, String part) {
            return parent.isArray() ? parent.get(Integer.parseInt(part)) : parent.get(part);
        }

        @Override
        public String toString() {
            return status() + " " + response.body();
        }
    }

    /** A second control plane on the same database and key. */
    public TestServer another() {
        return new TestServer(properties);
    }

    /** Stops the control plane and starts it again on the same database. */
    public void restart() {
        server.close();
        server = ApplicationContext.run(EmbeddedServer.class, properties);
    }

    public Answer get(String path, String bearer) {
        return send(request("GET", path, null, bearer));
    }

    public Answer post(String path, String json, String bearer) {
        return send(request("POST", path, json, bearer));
    }

    public Answer delete(String path, String bearer) {
        return send(request("DELETE", path, null, bearer));
    }

    /** {@code bearer} empty: none. */
    public HttpRequest.Builder request(
            String method, String path, @Nullable String json, String bearer) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .method(
                                method,
                                json == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        return request;
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String body = response.body();
            boolean json = body.startsWith("{") || body.startsWith("[");
            return new Answer(
                    response,
                    json ? bean(ObjectMapper.class).readValue(body, JsonNode.class) : null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The column {@code n} of the only row. */
    public long count(String sql, Object... values) {
        return database().sql(sql, values).one(row -> row.number("n"));
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + server.getPort() + path);
    }

    public <T> T bean(Class<T> type) {
        return server.getApplicationContext().getBean(type);
    }

    public Database database() {
        return bean(Database.class);
    }

    @Override
    public void close() {
        server.close();
    }
}
