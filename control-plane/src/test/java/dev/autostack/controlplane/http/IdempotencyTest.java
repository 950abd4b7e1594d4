package dev.autostack.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.testing.ApiClient;
import dev.autostack.controlplane.testing.TestServer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
    private TestServer server;
    private ApiClient owner;

    @BeforeEach
    void start() {
        server = new TestServer();
        owner = ApiClient.owner(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theSameKeyGetsTheSameAnswerAlsoAfterARestart() {
        ApiClient keyed = owner.with("Idempotency-Key", "k-1");
        ApiClient.Answer first = keyed.post("/api/projects", project("a", ""));
        ApiClient.Answer second = keyed.post("/api/projects", project("a", "  "));
        server.restart();
        ApiClient.Answer third = keyed.post("/api/projects", project("a", ""));

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.json("id")).isEqualTo(first.json("id"));
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(third.body()).isEqualTo(second.body());
        assertThat(owner.get("/api/projects").node("items").size()).isEqualTo(1);
    }

    @Test
    void anotherRequestWithTheSameKeyIsRefused() {
        ApiClient keyed = owner.with("Idempotency-Key", "k-2");
        keyed.post("/api/projects", project("a", ""));

        assertThat(keyed.post("/api/projects", project("b", "")).code())
                .isEqualTo("idempotency_key_reused");
    }

    @Test
    void aRefusedRequestKeepsNothing() {
        ApiClient keyed = owner.with("Idempotency-Key", "k-3");
        assertThat(keyed.post("/api/projects", project("Not A Slug", "")).status()).isEqualTo(422);

        assertThat(keyed.post("/api/projects", project("fine", "")).status()).isEqualTo(201);
    }

    @Test
    void manyAtOnceCreateOne() throws Exception {
        ApiClient keyed = owner.with("Idempotency-Key", "k-4");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<ApiClient.Answer>> calls =
                    IntStream.range(0, 20)
                            .<Callable<ApiClient.Answer>>mapToObj(
                                    i -> () -> keyed.post("/api/projects", project("one", "")))
                            .toList();
            for (Future<ApiClient.Answer> answer : threads.invokeAll(calls)) {
                assertThat(answer.get().status()).as(answer.get().body()).isIn(201, 409);
                if (answer.get().status() == 409) {
                    assertThat(answer.get().code()).isEqualTo("idempotency_key_in_use");
                    assertThat(answer.get().header("Retry-After")).isNotEmpty();
                }
            }
        }
        assertThat(owner.get("/api/projects").node("items").size()).isEqualTo(1);
    }

    @Test
    void malformedKeysAreRefused() {
        assertThat(
                        owner.with("Idempotency-Key", "has space")
                                .post("/api/projects", project("a", ""))
                                .status())
                .isEqualTo(422);
        assertThat(
                        owner.with("Idempotency-Key", "x".repeat(201))
                                .post("/api/projects", project("a", ""))
                                .status())
                .isEqualTo(422);
    }

    private static String project(String name, String space) {
        return "{%s\"name\":\"%s\",\"gitUrl\":\"https://example.com/a.git\"}"
                .formatted(space, name);
    }
}
