package dev.autostack.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.autostack.edge.testing.Certificates;
import dev.autostack.edge.testing.EdgeUnderTest;
import dev.autostack.edge.testing.SimulatedApp;
import dev.autostack.edge.testing.Tables;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsRenewalTest {
    private static final UUID RELEASE = UUID.randomUUID();

    @TempDir Path dir;
    private final Vertx vertx = Vertx.vertx();
    private Path live = Path.of("");

    @BeforeEach
    void setUp() throws Exception {
        live = Files.createDirectory(dir.resolve("live"));
        Certificates.make(live);
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private EdgeUnderTest edge(SimulatedApp app) {
        EdgeUnderTest edge =
                EdgeUnderTest.start(
                        dir.resolve("data"),
                        Map.of(
                                "TLS_PORT",
                                "0",
                                "TLS_CERTIFICATE",
                                live.resolve("cert.pem").toString(),
                                "TLS_KEY",
                                live.resolve("key.pem").toString(),
                                "TLS_RELOAD_MS",
                                "20"));
        edge.serve(Tables.table(1, Tables.target(RELEASE, app.port())));
        return edge;
    }

    private HttpClient client() {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setTrustAll(true)
                        .setVerifyHost(false)
                        .setProtocolVersion(HttpVersion.HTTP_2));
    }

    private static HttpClientRequest request(HttpClient client, EdgeUnderTest edge)
            throws Exception {
        return get(client.request(HttpMethod.GET, edge.edge().tlsPort(), Tables.HOST, "/"));
    }

    private static X509Certificate certificate(HttpConnection connection)
            throws SSLPeerUnverifiedException {
        return (X509Certificate) connection.peerCertificates().getFirst();
    }

    /** What a connection made now is shown; the request on it is answered. */
    private X509Certificate shown(EdgeUnderTest edge) throws Exception {
        HttpClient fresh = client();
        try {
            HttpClientRequest request = request(fresh, edge);
            X509Certificate shown = certificate(request.connection());
            HttpClientResponse response = get(request.send());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
            return shown;
        } finally {
            get(fresh.close());
        }
    }

    private void renew(Path from, String file) throws IOException {
        Files.move(from.resolve(file), live.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void renewedFilesServeNewConnectionsAndOpenOnesGoOn() throws Exception {
        try (var app = SimulatedApp.saying("hello");
                var edge = edge(app)) {
            HttpClient early = client();
            HttpClientRequest first = request(early, edge);
            HttpConnection open = first.connection();
            assertThat(get(first.send().compose(HttpClientResponse::body)).toString())
                    .isEqualTo("hello");
            X509Certificate old = certificate(open);
            Path next = Files.createDirectory(dir.resolve("next"));
            Certificates.make(next);

            renew(next, "cert.pem");
            renew(next, "key.pem");

            await().atMost(Duration.ofSeconds(15)).until(() -> !shown(edge).equals(old));
            HttpClientRequest second = request(early, edge);
            assertThat(second.connection()).isSameAs(open);
            assertThat(get(second.send()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void halfOfARenewalAndRubbishChangeNothing() throws Exception {
        try (var app = SimulatedApp.saying("hello");
                var edge = edge(app)) {
            X509Certificate old = shown(edge);
            Path next = Files.createDirectory(dir.resolve("next"));
            Certificates.make(next);

            renew(next, "cert.pem");
            // Longer than several looks at the files would take.
            await().during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> shown(edge).equals(old));
            Files.writeString(live.resolve("key.pem"), "rubbish");
            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> shown(edge).equals(old));

            renew(next, "key.pem");
            await().atMost(Duration.ofSeconds(15)).until(() -> !shown(edge).equals(old));
        }
    }

    @Test
    void edgeDoesNotStartWithAKeyOfAnotherCertificate() throws Exception {
        Path other = Files.createDirectory(dir.resolve("other"));
        Certificates.make(other);
        renew(other, "key.pem");

        try (var app = SimulatedApp.saying("hello")) {
            assertThatThrownBy(() -> edge(app))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is not the key of the certificate");
        }
    }
}
