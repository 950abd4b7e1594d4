package dev.autostack.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.edge.testing.EdgeUnderTest;
import dev.autostack.edge.testing.RawClient;
import dev.autostack.edge.testing.SimulatedApp;
import dev.autostack.edge.testing.Tables;
import dev.autostack.protocol.RouteCounters;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebSocketTest {
    private static final UUID BLUE = UUID.randomUUID();
    private static final UUID GREEN = UUID.randomUUID();

    @TempDir Path dataDir;
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Integer> closedAtApp = new CopyOnWriteArrayList<>();
    private int port;

    @BeforeEach
    void startEcho() throws Exception {
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(this::answer)
                        .webSocketHandler(this::echo)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        if (request.path().equals("/slow")) {
            vertx.setTimer(2_000, id -> request.response().end("slow"));
        } else {
            request.response().end("no upgrade");
        }
    }

    private void echo(ServerWebSocket socket) {
        socket.textMessageHandler(text -> {
            if (text.startsWith("flood")) {
                for (int i = 0; i < 200; i++) {
                    socket.writeBinaryMessage(Buffer.buffer(new byte[1_000]));
                }
            } else {
                socket.writeTextMessage("echo " + text);
            }
        });
        socket.closeHandler(v -> {
            Short code = socket.closeStatusCode();
            closedAtApp.add(code == null ? -1 : code.intValue());
        });
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Keeps what it hears. */
    private static final class Heard implements WebSocket.Listener {
        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final StringBuilder parts = new StringBuilder();
        private final AtomicInteger binary = new AtomicInteger();
        private volatile int closeCode;
        private volatile boolean failed;

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                texts.add(parts.toString());
                parts.setLength(0);
            }
            ws.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket ws, java.nio.ByteBuffer data, boolean last) {
            binary.addAndGet(data.remaining());
            ws.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket ws, int code, String reason) {
            closeCode = code;
            return null;
        }

        @Override
        public void onError(WebSocket ws, Throwable error) {
            failed = true;
        }
    }

    @Test
    void openSocketsAndSlowRequestsOutliveHundredSwitches() throws Exception {
        try (var green = SimulatedApp.saying("green");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, 60_000, Tables.target(BLUE, port)))) {
            List<Heard> heard = new ArrayList<>();
            List<WebSocket> sockets = new ArrayList<>();
            List<RawClient> slow = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                heard.add(new Heard());
                sockets.add(open(edge, heard.getLast()));
                slow.add(new RawClient(edge.port()));
                slow.getLast().send("GET /slow HTTP/1.1", "Host: " + Tables.HOST);
            }

            for (int version = 2; version <= 102; version++) {
                edge.serve(
                        Tables.table(
                                version,
                                60_000,
                                version % 2 == 0
                                        ? Tables.target(GREEN, green.port())
                                        : Tables.target(BLUE, port)));
                int one = version % sockets.size();
                sockets.get(one).sendText("at " + version, true).get(10, TimeUnit.SECONDS);
            }

            for (RawClient client : slow) {
                assertThat(client.answer().text()).isEqualTo("slow");
                client.close();
            }
            for (int i = 0; i < sockets.size(); i++) {
                sockets.get(i).sendText("last", true).get(10, TimeUnit.SECONDS);
                Heard at = heard.get(i);
                await().until(() -> at.texts.contains("echo last"));
                assertThat(at.texts).hasSizeGreaterThanOrEqualTo(11);
                assertThat(at.closeCode).isZero();
                assertThat(at.failed).isFalse();
            }
            sockets.forEach(WebSocket::abort);
        }
    }

    private WebSocket open(EdgeUnderTest edge, Heard heard) throws Exception {
        return http.newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://" + Tables.HOST + ":" + edge.port() + "/chat?room=1"),
                        heard)
                .get(10, TimeUnit.SECONDS);
    }

    @Test
    void socketSurvivesASwitchAndIsClosedWithGoingAwayAtTheDrainDeadline() throws Exception {
        try (var green = SimulatedApp.saying("green");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(BLUE, port)))) {
            var heard = new Heard();
            WebSocket socket = open(edge, heard);
            socket.sendText("one", true).get(5, TimeUnit.SECONDS);
            await().until(() -> heard.texts.contains("echo one"));

            edge.serve(Tables.table(2, 1_500, Tables.target(GREEN, green.port())));
            socket.sendText("two", true).get(5, TimeUnit.SECONDS);

            await().until(() -> heard.texts.contains("echo two"));
            await().until(() -> counters(edge, BLUE).openStreams() == 1);
            assertThat(counters(edge, BLUE).inFlight()).isZero();
            await().atMost(Duration.ofSeconds(5)).until(() -> heard.closeCode == 1001);
            await().until(() -> closedAtApp.contains(1001));
            await().until(() -> counters(edge, BLUE).openStreams() == 0);
            assertThat(heard.failed).isFalse();
            assertThat(counters(edge, BLUE).edgeErrors()).isZero();
        }
    }

    @Test
    void closeAtTheDeadlineFallsBetweenFramesOfABusySocket() throws Exception {
        try (var green = SimulatedApp.saying("green");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(BLUE, port)))) {
            var heard = new Heard();
            WebSocket socket = open(edge, heard);
            vertx.setPeriodic(
                    5,
                    id -> {
                        if (!socket.isOutputClosed()) {
                            var _ = socket.sendText("flood", true);
                        }
                    });
            await().until(() -> heard.binary.get() > 200_000);

            edge.serve(Tables.table(2, 0, Tables.target(GREEN, green.port())));

            // A close frame in the middle of another frame would be a protocol error.
            await().atMost(Duration.ofSeconds(10)).until(() -> heard.closeCode == 1001);
            assertThat(heard.failed).isFalse();
        }
    }

    @Test
    void closeOfEitherSideReachesTheOther() throws Exception {
        try (var edge =
                EdgeUnderTest.serving(dataDir, Tables.table(1, Tables.target(BLUE, port)))) {
            var heard = new Heard();
            WebSocket socket = open(edge, heard);

            socket.sendClose(4_000, "bye").get(5, TimeUnit.SECONDS);

            await().until(() -> closedAtApp.contains(4_000));
            await().until(() -> heard.closeCode == 4_000);
        }
    }

    @Test
    void readerThatStopsHoldsTheAppBackInsteadOfFillingTheEdge() throws Exception {
        try (var app = new SimulatedApp(WebSocketTest::pushWithoutEnd);
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(BLUE, app.port())));
                var client = new RawClient(edge.port())) {
            client.send(
                    "GET / HTTP/1.1",
                    "Host: " + Tables.HOST,
                    "Connection: keep-alive, Upgrade",
                    "Upgrade: WebSocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
            RawClient.Answer upgraded = client.headOnly();

            assertThat(upgraded.status()).isEqualTo(101);
            assertThat(upgraded.header("AutoStack-Release")).isEqualTo(BLUE.toString());
            await().atMost(Duration.ofSeconds(20)).until(app::isHeldBack);
            assertThat(app.written()).isLessThan(64_000_000);
        }
    }

    private static void pushWithoutEnd(HttpServerRequest request) {
        SimulatedApp app = SimulatedApp.of(request);
        request.toNetSocket().onSuccess(app::pushWithoutEnd);
    }

    @Test
    void appThatDeclinesTheUpgradeAnswersItself() {
        try (var app = new SimulatedApp(r -> r.response().setStatusCode(403).end("not with me"));
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(BLUE, app.port())));
                var client = new RawClient(edge.port())) {
            RawClient.Answer answer =
                    client.send(
                                    "GET / HTTP/1.1",
                                    "Host: " + Tables.HOST,
                                    "Connection: Upgrade",
                                    "Upgrade: websocket")
                            .answer();

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).isEqualTo("not with me");
        }
    }

    @Test
    void offerOfHttp2InClearTextIsIgnored() {
        try (var app =
                        new SimulatedApp(r ->
                                r.response()
                                        .end(
                                                r.getHeader("upgrade")
                                                        + " "
                                                        + r.getHeader("http2-settings")));
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(BLUE, app.port())));
                var client = new RawClient(edge.port())) {
            RawClient.Answer answer =
                    client.send(
                                    "GET / HTTP/1.1",
                                    "Host: " + Tables.HOST,
                                    "Connection: Upgrade, HTTP2-Settings",
                                    "Upgrade: h2c",
                                    "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA")
                            .answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("null null");
        }
    }

    private static RouteCounters counters(EdgeUnderTest edge, UUID release) {
        return Objects.requireNonNull(edge.controlPlane().counters(release));
    }
}
