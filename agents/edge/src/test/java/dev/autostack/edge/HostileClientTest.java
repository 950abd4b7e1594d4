package dev.autostack.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.edge.testing.EdgeUnderTest;
import dev.autostack.edge.testing.RawApp;
import dev.autostack.edge.testing.RawClient;
import dev.autostack.edge.testing.Tables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are wrong on purpose never reach an app, or reach it with one meaning only. */
class HostileClientTest {
    private static final UUID RELEASE = UUID.randomUUID();
    private static final String HOST = "Host: " + Tables.HOST;

    @TempDir Path dataDir;

    private static RawApp app() {
        return new RawApp(connection -> {
            while (!connection.head().isEmpty()) {
                connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
    }

    private EdgeUnderTest edge(RawApp app, Map<String, String> settings) {
        EdgeUnderTest edge = EdgeUnderTest.start(dataDir, settings);
        edge.serve(Tables.table(1, Tables.target(RELEASE, app.port())));
        return edge;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Two ways to say where the body ends.
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4, 5\r\n\r\nbody",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: +4\r\n\r\nbody",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\nbody",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4x\r\n\r\nbody",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                // Line ends and blanks that parsers disagree about.
                "GET / HTTP/1.1\nHost: localhost\n\n",
                "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b\u0000c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX A: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\n: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nnocolon\r\n\r\n",
                // Where it goes.
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost other\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: user@localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost:80x\r\n\r\n",
                "GET http://other/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET localhost HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "CONNECT localhost:22 HTTP/1.1\r\nHost: localhost:22\r\n\r\n",
                "GET / HTTP/3.7\r\nHost: localhost\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
            })
    void requestThatCouldBeReadInTwoWaysIsRefused(String bytes) {
        try (var app = app();
                var edge = edge(app, Map.of());
                var client = new RawClient(edge.port())) {
            RawClient.Answer answer = client.text(bytes).answer();

            assertThat(answer.status()).isBetween(400, 505).isNotIn(404, 408, 502, 503, 504);
            assertThat(answer.header("AutoStack-Release")).isNull();
            assertThat(client.closes()).isTrue();
            assertThat(app.heads()).isEmpty();
        }
    }

    @Test
    void foldedFieldReachesTheAppAsOneLine() {
        try (var app = app();
                var edge = edge(app, Map.of());
                var client = new RawClient(edge.port())) {
            client.text(
                    "GET / HTTP/1.1\r\n" + HOST + "\r\nX-A: b\r\n GET /smuggled HTTP/1.1\r\n\r\n");

            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(app.heads()).hasSize(1);
            assertThat(app.heads().getFirst()).contains("X-A: b GET /smuggled HTTP/1.1\r\n");
        }
    }

    @Test
    void wholeUrlAsTargetBecomesAPath() {
        try (var app = app();
                var edge = edge(app, Map.of());
                var client = new RawClient(edge.port())) {
            client.send("GET http://localhost/a?b=c HTTP/1.1", HOST);
            assertThat(client.answer().status()).isEqualTo(200);
            client.send("GET http://localhost?b=c HTTP/1.1", HOST);
            assertThat(client.answer().status()).isEqualTo(200);
            client.send("OPTIONS * HTTP/1.1", HOST);
            assertThat(client.answer().status()).isEqualTo(200);

            assertThat(app.heads().get(0)).startsWith("GET /a?b=c HTTP/1.1\r\nhost: localhost\r\n");
            assertThat(app.heads().get(1)).startsWith("GET /?b=c HTTP/1.1\r\n");
            assertThat(app.heads().get(2)).startsWith("OPTIONS * HTTP/1.1\r\n");
        }
    }

    @Test
    void pathKeepsItsBytes() {
        String path = "/%2e%2e/..//a;b=c/%00/\u00e9?q=%0d%0a&x=[]{}|\\^`\"<>";
        try (var app = app();
                var edge = edge(app, Map.of());
                var client = new RawClient(edge.port())) {
            client.send("GET " + path + " HTTP/1.1", HOST);

            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(app.heads().getFirst()).startsWith("GET " + path + " HTTP/1.1\r\n");
        }
    }

    @Test
    void tooMuchOfAHeadIsRefusedByName() {
        try (var app = app();
                var edge =
                        edge(app, Map.of("MAX_LINE_BYTES", "1000", "MAX_HEADER_BYTES", "2000"))) {
            try (var client = new RawClient(edge.port())) {
                client.send("GET /" + "a".repeat(2_000) + " HTTP/1.1", HOST);
                assertThat(client.answer().status()).isEqualTo(414);
            }
            try (var client = new RawClient(edge.port())) {
                client.send("GET / HTTP/1.1", HOST, "X-A: " + "a".repeat(3_000));
                assertThat(client.answer().status()).isEqualTo(431);
            }
            assertThat(app.heads()).isEmpty();
        }
    }

    @Test
    void chunkThatLiesEndsTheConnectionOfTheAppWithoutAnEndOfTheBody() {
        List<Integer> afterBody = new ArrayList<>();
        try (var app =
                        new RawApp(connection -> {
                            connection.head();
                            connection.read("5\r\nhello\r\n".length());
                            afterBody.add(connection.read(5).length);
                        });
                var edge = edge(app, Map.of());
                var client = new RawClient(edge.port())) {
            client.send("POST / HTTP/1.1", HOST, "Transfer-Encoding: chunked");
            client.text("5\r\nhello\r\nzz\r\n");

            assertThat(client.closes()).isTrue();
            await().until(() -> afterBody.equals(List.of(0)));
        }
    }

    @Test
    void clientThatTricklesItsHeadIsCutOff() {
        try (var app = app();
                var edge = edge(app, Map.of("HEAD_TIMEOUT_MS", "1000"));
                var client = new RawClient(edge.port())) {
            client.text("GET / HTTP/1.1\r\n");
            long start = System.nanoTime();
            await().atMost(Duration.ofSeconds(15))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> isGone(client));

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThan(Duration.ofMillis(700));
        }
    }

    private static boolean isGone(RawClient client) {
        try {
            client.text("X-A: b\r\n");
            return false;
        } catch (RuntimeException e) {
            return true;
        }
    }

    @Test
    void restingConnectionIsClosedAfterItsTime() {
        try (var app = app();
                var edge = edge(app, Map.of("KEEP_ALIVE_MS", "500"));
                var client = new RawClient(edge.port())) {
            assertThat(client.send("GET / HTTP/1.1", HOST).answer().status()).isEqualTo(200);

            assertThat(client.closes()).isTrue();
        }
    }

    @Test
    void bodyThatStopsIsAnswered408() {
        try (var app = app();
                var edge = edge(app, Map.of("STALL_TIMEOUT_MS", "500"));
                var client = new RawClient(edge.port())) {
            // The app of this test answers at the head, so the body must be waited for elsewhere.
            try (var silent = new RawApp(connection -> connection.read(1_000_000))) {
                edge.serve(Tables.table(2, Tables.target(RELEASE, silent.port())));
                client.send("POST / HTTP/1.1", HOST, "Content-Length: 100").text("only this");

                assertThat(client.answer().status()).isEqualTo(408);
                await().until(() ->
                        Objects.requireNonNull(edge.controlPlane().counters(RELEASE)).clientAborts()
                                == 1);
            }
        }
    }

    @Test
    void moreConnectionsThanAllowedAreClosedAtOnce() {
        try (var app = app();
                var edge = edge(app, Map.of("MAX_CONNECTIONS", "3"))) {
            List<RawClient> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                var client = new RawClient(edge.port());
                open.add(client);
                assertThat(client.send("GET / HTTP/1.1", HOST).answer().status()).isEqualTo(200);
            }

            try (var fourth = new RawClient(edge.port())) {
                assertThat(fourth.closes()).isTrue();
            }
            open.removeFirst().hangUp();
            await().until(() -> {
                try (var next = new RawClient(edge.port())) {
                    return next.send("GET / HTTP/1.1", HOST).answer().status() == 200;
                } catch (RuntimeException e) {
                    return false;
                }
            });
            open.forEach(RawClient::hangUp);
        }
    }
}
