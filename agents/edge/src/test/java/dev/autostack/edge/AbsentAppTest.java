package dev.autostack.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.edge.testing.EdgeUnderTest;
import dev.autostack.edge.testing.RawApp;
import dev.autostack.edge.testing.RawClient;
import dev.autostack.edge.testing.Tables;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app whose port is gone for a moment, as every published one is while Docker restarts. */
class AbsentAppTest {
    private static final UUID RELEASE = UUID.randomUUID();
    private static final String HOST = "Host: " + Tables.HOST;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** Longer than the slowest machine needs to bring the app back. */
    private static final Map<String, String> PATIENT = Map.of("REFUSED_PATIENCE_MS", "60000");

    @TempDir Path dataDir;
    private int port;

    /** Bound and not listening: it refuses, and the port is nobody else's meanwhile. */
    private final Socket reserved = new Socket();

    @BeforeEach
    void reservePort() throws IOException {
        reserved.setReuseAddress(true);
        reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = reserved.getLocalPort();
    }

    @AfterEach
    void freePort() throws IOException {
        reserved.close();
    }

    private EdgeUnderTest edge(Map<String, String> settings, int... ports) {
        EdgeUnderTest edge = EdgeUnderTest.start(dataDir, settings);
        edge.serve(Tables.table(1, Tables.target(RELEASE, ports)));
        return edge;
    }

    private static void awaitInFlight(EdgeUnderTest edge, int requests) {
        await().until(() -> {
            var counters = edge.controlPlane().counters(RELEASE);
            return counters != null && counters.inFlight() == requests;
        });
    }

    @Test
    void requestsOfAnyMethodWaitUntilItIsBack() {
        try (var edge = edge(PATIENT, port);
                var get = new RawClient(edge.port());
                var post = new RawClient(edge.port())) {
            get.send("GET / HTTP/1.1", HOST);
            post.send("POST / HTTP/1.1", HOST, "Content-Length: 2").text("hi");
            awaitInFlight(edge, 2);

            try (var back =
                    new RawApp(
                            port,
                            connection -> {
                                if (connection.head().startsWith("POST")) {
                                    assertThat(connection.read(2)).asString().isEqualTo("hi");
                                }
                                connection.say(OK);
                            })) {
                assertThat(get.answer().status()).isEqualTo(200);
                assertThat(post.answer().status()).isEqualTo(200);
                assertThat(back.heads()).hasSize(2);
            }
        }
    }

    @Test
    void requestOnAKeptConnectionThatDiesWithThePortIsSentAgainWhenItIsBack() {
        try (var edge = edge(PATIENT, port);
                var client = new RawClient(edge.port())) {
            RawApp before =
                    new RawApp(
                            port,
                            connection -> {
                                connection.head();
                                connection.say(OK);
                                connection.head();
                                // Held open until the whole app goes.
                                connection.read(1);
                            });
            try (before) {
                assertThat(client.send("GET / HTTP/1.1", HOST).answer().status()).isEqualTo(200);
                client.send("GET /again HTTP/1.1", HOST);
                await().until(() -> before.heads().size() == 2);
            }
            try (var after = new RawApp(port, connection -> connection.serve(OK))) {
                assertThat(client.answer().status()).isEqualTo(200);
                assertThat(after.heads())
                        .singleElement()
                        .asString()
                        .startsWith("GET /again HTTP/1.1");
            }
            await().until(() ->
                    Objects.requireNonNull(edge.controlPlane().counters(RELEASE)).requests() == 2);
            assertThat(Objects.requireNonNull(edge.controlPlane().counters(RELEASE)).edgeErrors())
                    .isZero();
        }
    }

    @Test
    void patienceEndsWithThePageThatSaysWhatIsWrong() {
        try (var edge = edge(Map.of("REFUSED_PATIENCE_MS", "300"), port)) {
            List<RawClient.Answer> answers =
                    List.of(
                            RawClient.get(edge.port(), Tables.HOST, "/"),
                            RawClient.get(edge.port(), Tables.HOST, "/"));

            assertThat(answers)
                    .allSatisfy(answer -> {
                        assertThat(answer.status()).isEqualTo(502);
                        assertThat(answer.text()).contains("edge_upstream_unreachable");
                    });
        }
    }

    @Test
    void clientThatLeavesWhileItWaitsIsForgotten() {
        try (var edge = edge(PATIENT, port)) {
            try (var client = new RawClient(edge.port())) {
                client.send("GET / HTTP/1.1", HOST);
                awaitInFlight(edge, 1);
            }

            awaitInFlight(edge, 0);
            try (var back = new RawApp(port, connection -> connection.serve(OK))) {
                assertThat(RawClient.get(edge.port(), Tables.HOST, "/").status()).isEqualTo(200);
                assertThat(back.heads()).hasSize(1);
            }
        }
    }

    @Test
    void instanceThatBrokeOffIsNotAskedAgainWhileTheOtherIsAwaited() {
        try (var breaking =
                        new RawApp(connection -> {
                            connection.head();
                            connection.reset();
                        });
                var edge = edge(PATIENT, breaking.port(), port);
                var client = new RawClient(edge.port())) {
            client.send("GET / HTTP/1.1", HOST);
            // Which one is asked first depends on turns; in the end both were.
            await().until(() -> breaking.heads().size() == 1);

            try (var back = new RawApp(port, connection -> connection.serve(OK))) {
                assertThat(client.answer().status()).isEqualTo(200);
                assertThat(back.heads()).hasSize(1);
                assertThat(breaking.heads()).hasSize(1);
            }
        }
    }
}
