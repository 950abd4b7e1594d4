package dev.autostack.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.edge.testing.EdgeUnderTest;
import dev.autostack.edge.testing.RawApp;
import dev.autostack.edge.testing.RawClient;
import dev.autostack.edge.testing.SimulatedApp;
import dev.autostack.edge.testing.Tables;
import dev.autostack.protocol.RouteCounters;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailingAppTest {
    private static final UUID RELEASE = UUID.randomUUID();
    private static final String HOST = "Host: " + Tables.HOST;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir Path dataDir;

    private EdgeUnderTest edge(int... ports) {
        return EdgeUnderTest.serving(dataDir, Tables.table(1, Tables.target(RELEASE, ports)));
    }

    private static RouteCounters counters(EdgeUnderTest edge) {
        return Objects.requireNonNull(edge.controlPlane().counters(RELEASE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n",
            })
    void answerThatBreaksOffIsNotPassedOffAsWhole(String partial) {
        try (var app =
                        new RawApp(connection -> {
                            connection.head();
                            connection.say(partial);
                        });
                var edge = edge(app.port());
                var client = new RawClient(edge.port())) {
            RawClient.Answer answer = client.send("GET / HTTP/1.1", HOST).answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.cut()).isTrue();
            await().until(() -> counters(edge).edgeErrors() == 1);
            assertThat(counters(edge).inFlight()).isZero();
            // Once there was an answer, nothing is tried again.
            assertThat(app.heads()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not http at all\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-Bad: a\u0001b\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\nzz\r\n",
            })
    void answerThatIsNotHttpBecomes502(String nonsense) {
        try (var app =
                        new RawApp(connection -> {
                            connection.head();
                            connection.say(nonsense);
                        });
                var edge = edge(app.port());
                var client = new RawClient(edge.port())) {
            RawClient.Answer answer = client.send("GET / HTTP/1.1", HOST).answer();

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("edge_upstream_invalid");
            assertThat(answer.header("AutoStack-Release")).isNull();
            assertThat(answer.header("X-Bad")).isNull();
            assertThat(app.heads()).hasSize(1);
        }
    }

    @Test
    void restingConnectionThatTheAppClosesJustThenCostsNoRequest() {
        // Each connection serves one request, is kept, and dies at the next one without an answer.
        try (var app =
                        new RawApp(connection -> {
                            connection.head();
                            connection.say(OK);
                            connection.head();
                            connection.reset();
                        });
                var edge = edge(app.port());
                var client = new RawClient(edge.port())) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send("GET / HTTP/1.1", HOST).answer().status()).isEqualTo(200);
            }
            await().until(() -> counters(edge).requests() == 20);
            assertThat(counters(edge).edgeErrors()).isZero();
        }
    }

    @Test
    void requestThatCannotBeRepeatedIsSentOnceOnly() {
        try (var app =
                        new RawApp(connection -> {
                            connection.head();
                            connection.reset();
                        });
                var edge = edge(app.port());
                var client = new RawClient(edge.port())) {
            client.send("POST / HTTP/1.1", HOST, "Content-Length: 2").text("hi");

            assertThat(client.answer().text()).contains("edge_upstream_broke");
            assertThat(app.heads()).hasSize(1);
        }
    }

    @Test
    void repeatableRequestGoesToAnotherInstanceWhenOneDiesWithoutAnAnswer() {
        try (var dying =
                        new RawApp(connection -> {
                            connection.head();
                            connection.reset();
                        });
                var healthy = SimulatedApp.saying("alive");
                var edge = edge(dying.port(), healthy.port());
                var client = new RawClient(edge.port())) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.send("GET / HTTP/1.1", HOST).answer().text()).isEqualTo("alive");
            }
            assertThat(dying.heads()).isNotEmpty();
        }
    }

    @Test
    void postNeverGoesOutOnAConnectionThatRestedForLong() throws InterruptedException {
        var served = new AtomicInteger();
        // Closes what rests for 1.5 s, as some Python servers do.
        try (var app =
                        new RawApp(connection -> {
                            connection.head();
                            connection.read(2);
                            served.incrementAndGet();
                            connection.say(OK);
                            new CountDownLatch(1)
                                    .await(1_500, java.util.concurrent.TimeUnit.MILLISECONDS);
                        });
                var edge = edge(app.port());
                var client = new RawClient(edge.port())) {
            for (int i = 0; i < 4; i++) {
                client.send("POST / HTTP/1.1", HOST, "Content-Length: 2").text("hi");
                assertThat(client.answer().text()).isEqualTo("ok");
                new CountDownLatch(1).await(1_200, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
            assertThat(served.get()).isEqualTo(4);
        }
    }

    @Test
    void announcedKeepAliveOfTheAppIsUndercut() {
        try (var app =
                        new RawApp(connection -> {
                            while (!connection.head().isEmpty()) {
                                connection.say(
                                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nKeep-Alive: timeout=1\r\n\r\nok");
                            }
                        });
                var edge = edge(app.port());
                var client = new RawClient(edge.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send("GET / HTTP/1.1", HOST).answer().status()).isEqualTo(200);
            }
            // timeout=1 leaves no second to be earlier, so nothing is reused.
            assertThat(app.connections()).isEqualTo(3);
        }
    }

    @Test
    void connectionsToTheAppAreKeptAndReused() {
        try (var app = SimulatedApp.saying("hello");
                var edge = edge(app.port());
                var client = new RawClient(edge.port())) {
            for (int i = 0; i < 20; i++) {
                client.send("GET / HTTP/1.1", HOST).answer();
            }

            assertThat(app.connections()).isEqualTo(1);
        }
    }

    @Test
    void silentAppIsGivenUp() {
        try (var app = new RawApp(connection -> connection.read(1_000_000));
                var edge = EdgeUnderTest.start(dataDir, Map.of("ANSWER_TIMEOUT_MS", "500"))) {
            edge.serve(Tables.table(1, Tables.target(RELEASE, app.port())));

            RawClient.Answer answer = RawClient.get(edge.port(), Tables.HOST, "/");

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text()).contains("edge_upstream_timeout");
        }
    }

    @Test
    void clientThatLeavesEndsTheRequestAtTheApp() {
        var ended = new AtomicInteger();
        try (var app =
                        new RawApp(connection -> {
                            connection.head();
                            connection.read(1);
                            ended.incrementAndGet();
                        });
                var edge = edge(app.port())) {
            try (var client = new RawClient(edge.port())) {
                client.send("GET / HTTP/1.1", HOST);
                await().until(() -> app.heads().size() == 1);
            }

            await().until(() -> ended.get() == 1);
            await().until(() -> counters(edge).clientAborts() == 1);
        }
    }

    @Test
    void errorsOfTheAppAreItsOwn() {
        try (var app = new SimulatedApp(r -> r.response().setStatusCode(500).end("sorry"));
                var edge = edge(app.port())) {
            RawClient.Answer answer = RawClient.get(edge.port(), Tables.HOST, "/");

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).isEqualTo("sorry");
            await().until(() -> counters(edge).serverErrors() == 1);
            assertThat(counters(edge).edgeErrors()).isZero();
        }
    }

    @Test
    void earlyHintsAndOtherInterimAnswersDoNotEndTheExchange() {
        try (var app =
                        new RawApp(connection -> {
                            connection.head();
                            connection.say("HTTP/1.1 102 Processing\r\n\r\n");
                            connection.say("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                            connection.say(OK);
                        });
                var edge = edge(app.port())) {
            assertThat(RawClient.get(edge.port(), Tables.HOST, "/").text()).isEqualTo("ok");
        }
    }
}
