package dev.autostack.e2e;

import dev.autostack.protocol.EnrolmentKind;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Uses the API as the owner of the machine would, with a key and a host that were put into the
 * empty database.
 */
final class Operator {
    private static final Set<String> OVER =
            Set.of("LIVE", "RETIRED", "FAILED", "CANCELLED", "SUPERSEDED");

    private final Cloud cloud;
    private final String key;
    private final UUID host;
    private final ObjectMapper json = ObjectMapper.getDefault();
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private Operator(Cloud cloud, String key, UUID host) {
        this.cloud = cloud;
        this.key = key;
        this.host = host;
    }

    static Operator enter(Cloud cloud) throws SQLException {
        UUID team = UUID.randomUUID();
        UUID account = UUID.randomUUID();
        UUID session = UUID.randomUUID();
        UUID host = UUID.randomUUID();
        String key = "ask_" + UUID.randomUUID() + UUID.randomUUID();
        try (Connection connection = cloud.database()) {
            update(connection, "insert into team (id, name) values (?, 'e2e')", team);
            update(
                    connection,
                    "insert into account (id, email, name, password_hash) values (?, 'operator@autostack.invalid', 'e2e', '!')",
                    account);
            update(
                    connection,
                    "insert into membership (team_id, account_id, role) values (?, ?, 'ADMIN')",
                    team,
                    account);
            update(
                    connection,
                    "insert into user_session (id, account_id, expires_at) values (?, ?, now() + interval '1 day')",
                    session,
                    account);
            update(
                    connection,
                    "insert into api_key (id, session_id, name, prefix, key_hash) values (?, ?, 'e2e', 'ask_', ?)",
                    UUID.randomUUID(),
                    session,
                    hash(key));
            update(connection, "insert into host (id, name) values (?, 'this machine')", host);
        }
        return new Operator(cloud, key, host);
    }

    String enrolmentToken(EnrolmentKind kind) throws SQLException {
        String token = "e2e_" + UUID.randomUUID() + UUID.randomUUID();
        try (Connection connection = cloud.database()) {
            update(
                    connection,
                    "insert into enrolment_token (token_hash, kind, host_id, expires_at) values (?, ?, ?, now() + interval '1 hour')",
                    hash(token),
                    kind.name(),
                    kind == EnrolmentKind.WORKER ? null : host);
        }
        return token;
    }

    /** The new project's id. */
    String createProject(String name, String gitUrl) throws Exception {
        return post("/api/projects", Map.of("name", name, "gitUrl", gitUrl))
                .get("id")
                .getStringValue();
    }

    /** Changes some of a project's settings. */
    void change(String project, Map<String, Object> settings) throws Exception {
        read(send("PATCH", "/api/projects/" + project, Map.of("settings", settings), null));
    }

    /** The id of production. */
    String production(String project) throws Exception {
        JsonNode environments = get("/api/projects/" + project).get("environments");
        return environments.get(0).get("id").getStringValue();
    }

    /** Posts a deployment of production and returns its id. */
    String deploy(String project) throws Exception {
        return post("/api/deployments", Map.of("projectId", project)).get("id").getStringValue();
    }

    JsonNode deployment(String id) throws Exception {
        return get("/api/deployments/" + id);
    }

    /**
     * Waits until the deployment is over and returns it; errors of a control plane that is down are
     * passed over.
     */
    JsonNode awaitOver(String id, Duration limit) {
        return Awaitility.await("deployment " + id)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> deployment(id), d -> OVER.contains(d.get("state").getStringValue()));
    }

    /** Replaces the variables of an environment; they are for the app, and no secrets. */
    void setVariables(String environment, Map<String, String> values) throws Exception {
        HttpResponse<String> answer =
                putVariables(
                        environment,
                        values.entrySet().stream()
                                .map(each -> variable(each.getKey(), each.getValue(), false))
                                .toList());
        if (answer.statusCode() >= 300) {
            throw new IOException("variables: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Makes one secret, for the build too, all the variables of an environment. */
    void setBuildSecret(String environment, String name, String value) throws Exception {
        read(putVariables(environment, List.of(variable(name, value, true))));
    }

    HttpResponse<String> putVariables(String environment, List<Map<String, Object>> variables)
            throws Exception {
        String path = "/api/environments/" + environment + "/variables";
        HttpResponse<String> now = send("GET", path, null, null);
        return send(
                "PUT",
                path,
                Map.of("variables", variables),
                now.headers().firstValue("ETag").orElse(null));
    }

    static Map<String, Object> variable(String name, String value, boolean secret) {
        return Map.of("name", name, "value", value, "secret", secret, "buildTime", secret);
    }

    /** The text of every line of a stream ({@code build} or {@code runtime}), in order. */
    List<String> log(String deployment, String stream) throws Exception {
        List<String> texts = new ArrayList<>();
        long after = 0;
        while (true) {
            JsonNode lines =
                    get("/api/deployments/%s/logs?stream=%s&after=%d&limit=1000"
                                    .formatted(deployment, stream, after))
                            .get("lines");
            if (lines.size() == 0) {
                return texts;
            }
            for (JsonNode line : lines.values()) {
                texts.add(line.get("text").getStringValue());
                after = line.get("seq").getLongValue();
            }
        }
    }

    JsonNode get(String path) throws Exception {
        return read(send("GET", path, null, null));
    }

    JsonNode post(String path, Object body) throws Exception {
        return read(send("POST", path, body, null));
    }

    HttpResponse<String> send(
            String method, String path, @Nullable Object body, @Nullable String ifMatch)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(cloud.url().resolve(path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json");
        if (ifMatch != null) {
            request.header("If-Match", ifMatch);
        }
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)));
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode read(HttpResponse<String> response) throws IOException {
        if (response.statusCode() >= 300) {
            throw new IOException(response.statusCode() + " " + response.body());
        }
        return json.readValue(response.body(), JsonNode.class);
    }

    private static void update(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
