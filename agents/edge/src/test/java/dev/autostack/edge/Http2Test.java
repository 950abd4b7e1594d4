package dev.autostack.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.edge.testing.Certificates;
import dev.autostack.edge.testing.EdgeUnderTest;
import dev.autostack.edge.testing.SimulatedApp;
import dev.autostack.edge.testing.Tables;
import dev.autostack.protocol.RouteCounters;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 over TLS in front, HTTP/1.1 to the app. */
class Http2Test {
    private static final UUID RELEASE = UUID.randomUUID();

    @TempDir Path dir;
    private final Vertx vertx = Vertx.vertx();
    private HttpClient client = vertx.createHttpClient();
    private Map<String, String> tls = Map.of();

    @BeforeEach
    void setUp() throws Exception {
        Certificates pem = Certificates.make(dir);
        tls =
                Map.of(
                        "TLS_PORT", "0",
                        "TLS_CERTIFICATE", pem.certificate().toString(),
                        "TLS_KEY", pem.key().toString());
        client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setSsl(true)
                                .setUseAlpn(true)
                                .setTrustAll(true)
                                .setVerifyHost(false)
                                .setProtocolVersion(HttpVersion.HTTP_2));
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private EdgeUnderTest edge(SimulatedApp app) {
        EdgeUnderTest edge = EdgeUnderTest.start(dir.resolve("data"), tls);
        edge.serve(Tables.table(1, Tables.target(RELEASE, app.port())));
        return edge;
    }

    private HttpClientRequest request(EdgeUnderTest edge, HttpMethod method, String path)
            throws Exception {
        return get(client.request(method, edge.edge().tlsPort(), Tables.HOST, path));
    }

    private static RouteCounters counters(EdgeUnderTest edge) {
        return Objects.requireNonNull(edge.controlPlane().counters(RELEASE));
    }

    @Test
    void http2IsSpokenByAlpnAndTheAppSeesHttps() throws Exception {
        try (var app =
                        new SimulatedApp(r ->
                                r.response()
                                        .putHeader("Connection", "keep-alive")
                                        .end(
                                                r.method()
                                                        + " "
                                                        + r.getHeader("host")
                                                        + " "
                                                        + r.getHeader("x-forwarded-proto")
                                                        + " "
                                                        + r.getHeader("cookie")
                                                        + " "
                                                        + r.getHeader("content-length")
                                                        + " "
                                                        + r.getHeader("transfer-encoding")));
                var edge = edge(app)) {
            HttpClientRequest request = request(edge, HttpMethod.GET, "/");
            request.headers().add("cookie", "a=1").add("cookie", "b=2");
            Answer answer = whole(request.send());
            HttpClientResponse response = answer.response();

            assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.getHeader("autostack-release")).isEqualTo(RELEASE.toString());
            assertThat(response.getHeader("connection")).isNull();
            assertThat(answer.body())
                    .isEqualTo(
                            "GET localhost:" + edge.edge().tlsPort() + " https a=1; b=2 null null");
        }
    }

    @Test
    void bodiesWithAndWithoutALengthArriveWhole() throws Exception {
        try (var app =
                        new SimulatedApp(r ->
                                r.body()
                                        .onSuccess(b ->
                                                r.response()
                                                        .end(
                                                                b.length()
                                                                        + " "
                                                                        + r.getHeader(
                                                                                "transfer-encoding"))));
                var edge = edge(app)) {
            Buffer large = Buffer.buffer(new byte[3_000_000]);
            HttpClientRequest chunked = request(edge, HttpMethod.POST, "/").setChunked(true);
            HttpClientRequest tiny = request(edge, HttpMethod.POST, "/").setChunked(true);
            HttpClientRequest empty = request(edge, HttpMethod.POST, "/").setChunked(true);

            assertThat(answer(request(edge, HttpMethod.POST, "/").send(large)))
                    .isEqualTo("3000000 null");
            assertThat(answer(chunked.send(large))).isEqualTo("3000000 chunked");
            assertThat(answer(tiny.send(Buffer.buffer("x")))).isEqualTo("1 chunked");
            assertThat(answer(empty.send())).isEqualTo("0 null");
        }
    }

    private record Answer(HttpClientResponse response, String body) {}

    /** The body is asked for on the client's event loop, before any of it can pass by. */
    private static Answer whole(Future<HttpClientResponse> sent) throws Exception {
        return get(sent.compose(r -> r.body().map(b -> new Answer(r, b.toString()))));
    }

    private static String answer(Future<HttpClientResponse> sent) throws Exception {
        return whole(sent).body();
    }

    @Test
    void largeAnswersAreReadAtThePaceOfTheClient() throws Exception {
        try (var app =
                        new SimulatedApp(r -> {
                            r.response().setChunked(true);
                            SimulatedApp.of(r).pushWithoutEnd(r.response());
                        });
                var edge = edge(app)) {
            HttpClientRequest request = request(edge, HttpMethod.GET, "/");
            var read = new AtomicLong();
            HttpClientResponse response = get(request.send().map(HttpClientResponse::pause));

            await().until(app::isHeldBack);
            assertThat(app.written()).isLessThan(32_000_000);

            response.exceptionHandler(e -> {});
            response.handler(b -> read.addAndGet(b.length()));
            response.resume();
            await().until(() -> read.get() > 40_000_000);
            get(request.reset());
            await().until(() -> counters(edge).clientAborts() == 1);
        }
    }

    @Test
    void answerThatBreaksOffResetsTheStreamAndNotTheOthers() throws Exception {
        try (var app =
                        new SimulatedApp(r -> {
                            if (r.path().equals("/break")) {
                                r.response().putHeader("Content-Length", "1000");
                                r.response()
                                        .write("only this")
                                        .onSuccess(v -> r.connection().close());
                            } else {
                                r.response().end("fine");
                            }
                        });
                var edge = edge(app)) {
            Future<Buffer> body =
                    request(edge, HttpMethod.GET, "/break").send().compose(r -> r.body());

            assertThat(failure(body)).isInstanceOf(StreamResetException.class);
            assertThat(answer(request(edge, HttpMethod.GET, "/").send())).isEqualTo("fine");
            await().until(() -> counters(edge).edgeErrors() == 1);
        }
    }

    private static Throwable failure(Future<?> future) throws Exception {
        try {
            get(future);
            throw new AssertionError("It did not fail");
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    @Test
    void trailersOfTheAppArrive() throws Exception {
        try (var app =
                        new SimulatedApp(r ->
                                r.response()
                                        .setChunked(true)
                                        .putTrailer("X-Sum", "7")
                                        .end("body"));
                var edge = edge(app)) {
            Answer answer = whole(request(edge, HttpMethod.GET, "/").send());

            assertThat(answer.body()).isEqualTo("body");
            assertThat(answer.response().getTrailer("x-sum")).isEqualTo("7");
        }
    }

    @Test
    void earlyHintsAreHandedOn() throws Exception {
        List<String> hints = new CopyOnWriteArrayList<>();
        try (var app =
                        new SimulatedApp(r ->
                                r.response()
                                        .writeEarlyHints(
                                                MultiMap.caseInsensitiveMultiMap()
                                                        .add("link", "</a.css>"))
                                        .onSuccess(v -> r.response().end("x")));
                var edge = edge(app)) {
            HttpClientRequest request = request(edge, HttpMethod.GET, "/");
            request.earlyHintsHandler(h -> hints.add(h.get("link")));

            assertThat(answer(request.send())).isEqualTo("x");
            assertThat(hints).containsExactly("</a.css>");
        }
    }

    @Test
    void pagesOfTheEdgeAnswerInHttp2Too() throws Exception {
        try (var app = SimulatedApp.saying("x");
                var edge = edge(app)) {
            HttpClientRequest request =
                    get(
                            client.request(
                                    new io.vertx.core.http.RequestOptions()
                                            .setServer(
                                                    io.vertx.core.net.SocketAddress
                                                            .inetSocketAddress(
                                                                    edge.edge().tlsPort(),
                                                                    "127.0.0.1"))
                                            .setHost("other.localhost")
                                            .setURI("/")));
            Answer answer = whole(request.send());

            assertThat(answer.response().statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("edge_unknown_host");
        }
    }
}
