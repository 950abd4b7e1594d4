package dev.autostack.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autostack.controlplane.account.LocalOperator;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.testing.TestDatabase;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private EmbeddedServer server;

    @Controller("/test-open")
    @Requires(property = "test.undeclared-route")
    static class Undeclared {
        @Get
        String get() {
            return "anyone can read this";
        }
    }

    @Serdeable
    record Greeting(String name, int times) {}

    @Controller("/test-gate")
    @Requires(property = "test.gate")
    static class Gated {
        @Get("/worker")
        @RequiresPermission(Permission.WORKER)
        String worker(Identity.Worker worker) {
            return worker.workerId().toString();
        }

        @Get("/person")
        @RequiresPermission(Permission.PROJECT_READ)
        String person(Identity.Person person) {
            return person.accountId().toString();
        }

        @Post("/greet")
        @RequiresPermission(Permission.ANYONE)
        Greeting greet(@Body Greeting greeting) {
            return greeting;
        }

        @Get("/refuse")
        @RequiresPermission(Permission.ANYONE)
        String refuse() {
            throw Refusal.conflict("not_live", "It is not live.", "Deploy it.");
        }

        @Get("/fail")
        @RequiresPermission(Permission.ANYONE)
        String fail() {
            throw new IllegalStateException("inner secret 4711");
        }
    }

    @BeforeAll
    void start() {
        Map<String, Object> properties = new HashMap<>(TestDatabase.fresh());
        properties.put("micronaut.server.port", -1);
        properties.put("test.gate", "true");
        server = ApplicationContext.run(EmbeddedServer.class, properties);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aRouteWithoutAPermissionStopsTheStart() {
        Map<String, Object> properties = new HashMap<>(TestDatabase.fresh());
        properties.put("test.undeclared-route", "true");

        assertThatThrownBy(() -> ApplicationContext.run(properties))
                .hasStackTraceContaining("GET /test-open");
    }

    @Test
    void anonymousIsRefusedInEverySpellingOfAnAddress() throws Exception {
        for (String path :
                new String[] {
                    "/test-gate/person",
                    "/test-gate/person/",
                    "/test-gate//person",
                    "/./test-gate/person",
                    "/test-gate/%70erson",
                    "/test-gate/person;a=b",
                    "/test-gate/person?x=1",
                    "/test-gate/x/../person",
                    "/TEST-GATE/person",
                    "//test-gate/person"
                }) {
            assertThat(get(path, "").statusCode()).as(path).isIn(400, 401, 404);
        }
        assertThat(get("/test-gate/person", "").body())
                .contains("\"code\":\"sign_in_required\"")
                .contains("\"requestId\"");
    }

    @Test
    void aWorkerComesInWithItsCredentialAndOnlyWhereWorkersMay() throws Exception {
        UUID id = UUID.randomUUID();
        String credential = Tokens.random(MachineCredentials.WORKER_PREFIX);
        server.getApplicationContext()
                .getBean(Database.class)
                .sql(
                        "insert into worker (id, name, version, credential_hash) values (?, 'w', '1', ?)",
                        id,
                        Tokens.hash(credential))
                .update();

        assertThat(get("/test-gate/worker", credential).body()).isEqualTo(id.toString());
        assertThat(get("/test-gate/worker", credential + "x").statusCode()).isEqualTo(401);
        assertThat(get("/test-gate/person", credential).statusCode()).isEqualTo(403);
    }

    @Test
    void anApiKeyActsForItsAccountUntilItsSessionIsRevoked() throws Exception {
        ApplicationContext context = server.getApplicationContext();
        String key = context.getBean(LocalOperator.class).issueKey();
        UUID account =
                context.getBean(Database.class)
                        .sql("select id from account where email = ?", LocalOperator.EMAIL)
                        .first(row -> row.uuid("id"))
                        .orElseThrow();

        assertThat(get("/test-gate/person", key).body()).isEqualTo(account.toString());
        assertThat(get("/test-gate/worker", key).statusCode()).isEqualTo(403);
        assertThat(get("/test-gate/person", key + "x").statusCode()).isEqualTo(401);

        context.getBean(Database.class)
                .sql("update user_session set revoked_at = now() where account_id = ?", account)
                .update();
        assertThat(get("/test-gate/person", key).statusCode()).isEqualTo(401);
    }

    @Test
    void refusalsAndFailuresHaveTheErrorBody() throws Exception {
        assertThat(get("/test-gate/refuse", "").body())
                .contains("\"code\":\"not_live\"")
                .contains("\"hint\":\"Deploy it.\"");
        HttpResponse<String> failed = get("/test-gate/fail", "");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).contains("internal_error").doesNotContain("4711");
        assertThat(get("/api/nothing-here", "").statusCode()).isEqualTo(404);
        assertThat(get("/api/nothing-here", "").body()).contains("\"code\":\"not_found\"");
    }

    @Test
    void malformedBodiesAreRefusedWithTheErrorBody() throws Exception {
        assertThat(post("{\"name\":\"a\",\"times\":1}", "application/json").statusCode())
                .isEqualTo(200);
        assertError(post("{\"name\":", "application/json"), 400, "bad_request");
        assertError(
                post("{\"name\":\"a\",\"times\":\"x\"}", "application/json"), 400, "bad_request");
        assertError(post("[]", "application/json"), 400, "bad_request");
        assertError(post("", "application/json"), 400, "bad_request");
        assertError(post("name=a", "text/plain"), 415, "unsupported_media_type");
        assertError(
                post("{\"name\":\"" + "a".repeat(2_000_000) + "\"}", "application/json"),
                413,
                "body_too_large");
        HttpResponse<String> method =
                send(HttpRequest.newBuilder(uri("/test-gate/greet")).DELETE());
        assertError(method, 405, "method_not_allowed");
        assertThat(method.headers().firstValue("Allow")).hasValue("POST");
    }

    @Test
    void aPageOfAnotherSiteCannotChangeAnything() throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri("/test-gate/greet"))
                        .header("Content-Type", "application/json")
                        .header("Origin", "https://evil.example")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"a\",\"times\":1}"));

        assertError(send(request), 403, "origin_refused");
    }

    private static void assertError(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body())
                .startsWith("{\"error\":{")
                .contains("\"code\":\"" + code + "\"")
                .contains("\"requestId\"");
    }

    private HttpResponse<String> get(String path, String bearer) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        return send(request);
    }

    private HttpResponse<String> post(String body, String type) throws Exception {
        return send(
                HttpRequest.newBuilder(uri("/test-gate/greet"))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + server.getPort() + path);
    }
}
