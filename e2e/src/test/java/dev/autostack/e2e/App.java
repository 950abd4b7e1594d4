package dev.autostack.e2e;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** An app as its users see it: through the edge, by host name. */
final class App {
    static {
        // Names below localhost resolve in browsers, not in every resolver: so the address is the
        // edge's, the name a header.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private final URI edge;
    private final String host;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    App(Cloud cloud, String host) {
        this.edge = cloud.edgeUrl();
        this.host = host;
    }

    HttpResponse<String> get(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(edge.resolve(path))
                        .header("Host", host)
                        .timeout(Duration.ofSeconds(15))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Asks and does not wait for the answer, which may take a while. */
    CompletableFuture<HttpResponse<String>> open(String path) {
        return http.sendAsync(
                HttpRequest.newBuilder(edge.resolve(path)).header("Host", host).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The first good answer; errors of an edge that is just starting are passed over. */
    HttpResponse<String> awaitAnswer() {
        return Awaitility.await("an answer of " + host)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> get("/"), answer -> answer.statusCode() == 200);
    }

    String body(String path) throws Exception {
        HttpResponse<String> response = get(path);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        return response.body();
    }
}
