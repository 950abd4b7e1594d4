package dev.autostack.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.edge.testing.EdgeUnderTest;
import dev.autostack.edge.testing.RawClient;
import dev.autostack.edge.testing.SimulatedApp;
import dev.autostack.edge.testing.Tables;
import dev.autostack.protocol.RouteCounters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamingTest {
    private static final UUID BLUE = UUID.randomUUID();
    private static final UUID GREEN = UUID.randomUUID();
    private static final String HOST = "Host: " + Tables.HOST;

    @TempDir Path dataDir;

    private EdgeUnderTest edgeFor(SimulatedApp app) {
        return EdgeUnderTest.serving(dataDir, Tables.table(1, Tables.target(BLUE, app.port())));
    }

    @Test
    void eventStreamPassesEachEventAtOnceAndEndsAtTheDrainDeadline() throws IOException {
        List<HttpServerResponse> open = new CopyOnWriteArrayList<>();
        try (var app =
                        new SimulatedApp(request -> {
                            HttpServerResponse response =
                                    request.response()
                                            .setChunked(true)
                                            .putHeader("Content-Type", "text/event-stream");
                            response.writeHead();
                            open.add(response);
                        });
                var green = SimulatedApp.saying("green");
                var edge = edgeFor(app);
                var client = new RawClient(edge.port())) {
            client.send("GET /events HTTP/1.1", HOST);
            // The head is there before any event is.
            assertThat(client.line()).startsWith("HTTP/1.1 200");
            while (!client.line().isEmpty()) {
                // the other fields
            }
            for (int i = 0; i < 3; i++) {
                String event = "data: " + i + "\n\n";
                app.vertx().runOnContext(v -> open.getFirst().write(event));
                assertThat(client.line()).isEqualTo("9");
                assertThat(new String(client.read(9), StandardCharsets.UTF_8)).isEqualTo(event);
                assertThat(client.line()).isEmpty();
            }

            edge.serve(Tables.table(2, 500, Tables.target(GREEN, green.port())));

            await().until(() -> counters(edge).openStreams() == 1);
            assertThat(client.line()).isEqualTo("0");
            await().until(() -> counters(edge).openStreams() == 0);
            assertThat(counters(edge).requests()).isEqualTo(1);
            assertThat(counters(edge).edgeErrors()).isZero();
        }
    }

    @Test
    void uploadOf200MegabytesPassesWithFlatMemory() {
        long size = 200_000_000;
        var received = new AtomicLong();
        try (var app =
                        new SimulatedApp(request -> {
                            request.handler(bytes -> received.addAndGet(bytes.length()));
                            request.endHandler(v -> request.response().end("got " + received));
                        });
                var edge = edgeFor(app);
                var client = new RawClient(edge.port())) {
            client.send("PUT /big HTTP/1.1", HOST, "Content-Length: " + size);
            byte[] block = new byte[100_000];
            long before = used();
            long most = 0;
            for (long sent = 0; sent < size; sent += block.length) {
                client.bytes(block);
                if (sent % 20_000_000 == 0) {
                    most = Math.max(most, used());
                }
            }

            assertThat(client.answer().text()).isEqualTo("got " + size);
            assertThat(most - before).isLessThan(100_000_000);
            await().until(() -> counters(edge).bytesIn() == size);
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void slowAppHoldsTheUploadBack() throws Exception {
        try (var app = new SimulatedApp(HttpServerRequest::pause);
                var edge = edgeFor(app);
                var client = new RawClient(edge.port())) {
            client.send("PUT /big HTTP/1.1", HOST, "Content-Length: 1000000000");
            var sent = new AtomicLong();
            Thread sender =
                    Thread.startVirtualThread(() -> {
                        byte[] block = new byte[65_536];
                        while (!Thread.currentThread().isInterrupted()) {
                            try {
                                client.socket().getOutputStream().write(block);
                            } catch (IOException e) {
                                return;
                            }
                            sent.addAndGet(block.length);
                        }
                    });

            // It stops when the sockets in between are full.
            var last = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> sent.get() > 0 && last.getAndSet(sent.get()) == sent.get());
            assertThat(sent.get()).isLessThan(64_000_000);
            client.hangUp();
            sender.join();
        }
    }

    @Test
    void slowClientHoldsTheDownloadBackAndGetsAllOfItInTheEnd() throws Exception {
        try (var app =
                        new SimulatedApp(request -> {
                            request.response().putHeader("Content-Length", "" + (1L << 40));
                            SimulatedApp.of(request).pushWithoutEnd(request.response());
                        });
                var edge = edgeFor(app);
                var client = new RawClient(edge.port())) {
            client.send("GET /big HTTP/1.1", HOST);

            await().atMost(Duration.ofSeconds(20)).until(app::isHeldBack);
            long heldAt = app.written();
            assertThat(heldAt).isLessThan(64_000_000);

            client.read(50_000_000);
            await().until(() -> app.written() > heldAt);
            client.hangUp();
            await().until(() -> counters(edge).clientAborts() == 1);
        }
    }

    @Test
    void chunkedRequestAndAnswerKeepTheirContentAndTrailers() {
        try (var app =
                        new SimulatedApp(request ->
                                request.body()
                                        .onSuccess(body ->
                                                request.response()
                                                        .setChunked(true)
                                                        .putTrailer("X-Sum", "7")
                                                        .putTrailer("AutoStack-Release", "forged")
                                                        .end(
                                                                Buffer.buffer(
                                                                        body
                                                                                + "|"
                                                                                + request.getHeader(
                                                                                        "content-length")))));
                var edge = edgeFor(app);
                var client = new RawClient(edge.port())) {
            client.send("POST / HTTP/1.1", HOST, "Transfer-Encoding: chunked");
            client.text("5\r\nhello\r\n").text("6;ext=1\r\n world\r\n").text("0\r\n\r\n");

            RawClient.Answer answer = client.answer();

            assertThat(answer.text()).isEqualTo("hello world|null");
            assertThat(answer.header("X-Sum")).isEqualTo("7");
            assertThat(answer.all("AutoStack-Release")).containsExactly(BLUE.toString());
        }
    }

    @Test
    void appSaysWhetherAClientThatAskedMaySendItsBody() {
        try (var app =
                        new SimulatedApp(request -> {
                            if (request.path().equals("/no")) {
                                request.response().setStatusCode(413).end("too large");
                            } else {
                                request.response().writeContinue();
                                request.body().onSuccess(b -> request.response().end("got " + b));
                            }
                        });
                var edge = edgeFor(app)) {
            try (var client = new RawClient(edge.port())) {
                client.send(
                        "POST /yes HTTP/1.1", HOST, "Content-Length: 4", "Expect: 100-continue");
                assertThat(client.headOnly().status()).isEqualTo(100);
                assertThat(client.text("body").answer().text()).isEqualTo("got body");
            }
            try (var client = new RawClient(edge.port())) {
                client.send("POST /no HTTP/1.1", HOST, "Content-Length: 4", "Expect: 100-continue");
                RawClient.Answer refused = client.answer();
                assertThat(refused.status()).isEqualTo(413);
                assertThat(refused.header("connection")).isEqualTo("close");
                assertThat(client.closes()).isTrue();
            }
        }
    }

    @Test
    void clientThatWaitsForAnAppThatNeverSaysGoOnIsToldByTheEdge() {
        try (var app =
                        new SimulatedApp(request ->
                                request.body().onSuccess(b -> request.response().end("got " + b)));
                var edge = edgeFor(app);
                var client = new RawClient(edge.port())) {
            client.send("POST / HTTP/1.1", HOST, "Content-Length: 4", "Expect: 100-continue");

            assertThat(client.headOnly().status()).isEqualTo(100);
            assertThat(client.text("body").answer().text()).isEqualTo("got body");
        }
    }

    @Test
    void earlyAnswerToASmallBodyKeepsTheConnectionAndToALargeOneEndsIt() {
        try (var app = SimulatedApp.saying("early");
                var edge = edgeFor(app)) {
            try (var client = new RawClient(edge.port())) {
                client.send("POST / HTTP/1.1", HOST, "Content-Length: 4");
                RawClient.Answer answer = client.answer();
                assertThat(answer.header("connection")).isNull();
                client.text("body").send("GET / HTTP/1.1", HOST);
                assertThat(client.answer().text()).isEqualTo("early");
            }
            try (var client = new RawClient(edge.port())) {
                client.send("POST / HTTP/1.1", HOST, "Content-Length: 4000000");
                RawClient.Answer answer = client.answer();
                assertThat(answer.text()).isEqualTo("early");
                assertThat(answer.header("connection")).isEqualTo("close");
                assertThat(client.closes()).isTrue();
            }
        }
    }

    @Test
    void answersWithoutABodyStayWithoutOne() {
        try (var app =
                        new SimulatedApp(request -> {
                            HttpServerResponse response = request.response();
                            switch (request.path()) {
                                case "/304" ->
                                        response.setStatusCode(304)
                                                .putHeader("ETag", "\"x\"")
                                                .end();
                                case "/204" -> response.setStatusCode(204).end();
                                default -> response.putHeader("Content-Length", "12345").end();
                            }
                        });
                var edge = edgeFor(app);
                var client = new RawClient(edge.port())) {
            RawClient.Answer head = client.send("HEAD / HTTP/1.1", HOST).headOnly();
            assertThat(head.header("content-length")).isEqualTo("12345");
            RawClient.Answer unmodified = client.send("GET /304 HTTP/1.1", HOST).answer();
            assertThat(unmodified.header("etag")).isEqualTo("\"x\"");
            assertThat(unmodified.header("transfer-encoding")).isNull();
            RawClient.Answer empty = client.send("GET /204 HTTP/1.1", HOST).answer();
            assertThat(empty.header("content-length")).isNull();
            // All of it came over one connection, so nothing had stray bytes.
            assertThat(client.send("HEAD / HTTP/1.1", HOST).headOnly().status()).isEqualTo(200);
        }
    }

    @Test
    void oldClientsGetAnswersOfUnknownLengthUpToTheEndOfTheConnection() {
        try (var app =
                        new SimulatedApp(request -> {
                            HttpServerResponse response = request.response().setChunked(true);
                            response.write("one ");
                            request.response().end("two");
                        });
                var edge = edgeFor(app)) {
            try (var client = new RawClient(edge.port())) {
                RawClient.Answer answer = client.send("GET / HTTP/1.0", HOST).answer();
                assertThat(answer.text()).isEqualTo("one two");
                assertThat(answer.header("transfer-encoding")).isNull();
            }
            try (var client = new RawClient(edge.port())) {
                RawClient.Answer answer =
                        client.send("GET / HTTP/1.0", HOST, "Connection: keep-alive").answer();
                assertThat(answer.text()).isEqualTo("one two");
                assertThat(answer.header("connection")).isEqualTo("close");
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        try (var app = new SimulatedApp(request -> request.response().end(request.path()));
                var edge = edgeFor(app);
                var client = new RawClient(edge.port())) {
            client.text(
                    ("GET /1 HTTP/1.1\r\n" + HOST + "\r\n\r\n")
                            + ("POST /2 HTTP/1.1\r\n" + HOST + "\r\nContent-Length: 3\r\n\r\nabc")
                            + ("GET /3 HTTP/1.1\r\n" + HOST + "\r\n\r\n"));

            assertThat(client.answer().text()).isEqualTo("/1");
            assertThat(client.answer().text()).isEqualTo("/2");
            assertThat(client.answer().text()).isEqualTo("/3");
        }
    }

    private static RouteCounters counters(EdgeUnderTest edge) {
        return Objects.requireNonNull(edge.controlPlane().counters(BLUE));
    }
}
