package dev.autostack.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.edge.testing.EdgeUnderTest;
import dev.autostack.edge.testing.RawClient;
import dev.autostack.edge.testing.SimulatedApp;
import dev.autostack.edge.testing.Tables;
import dev.autostack.protocol.Route;
import dev.autostack.protocol.RouteTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTest {
    private static final UUID RELEASE = UUID.randomUUID();

    @TempDir Path dataDir;

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LocalHost", "localhost:8080", "localhost.", "LOCALHOST.:80"})
    void hostIsFoundWhateverItsCaseItsPortOrItsTrailingDot(String host) {
        try (var app = SimulatedApp.saying("hello");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(RELEASE, app.port())))) {
            RawClient.Answer answer = RawClient.get(edge.port(), host, "/");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("hello");
            assertThat(answer.header("AutoStack-Release")).isEqualTo(RELEASE.toString());
            assertThat(answer.header("AutoStack-Digest")).isEqualTo(Tables.digest(RELEASE));
        }
    }

    @Test
    void unknownHostGetsAPageForPeopleAndAnErrorBodyForPrograms() {
        try (var app = SimulatedApp.saying("hello");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(RELEASE, app.port())));
                var client = new RawClient(edge.port())) {
            RawClient.Answer json = client.send("GET / HTTP/1.1", "Host: other.localhost").answer();
            RawClient.Answer page =
                    client.send("GET / HTTP/1.1", "Host: other.localhost", "Accept: text/html")
                            .answer();

            assertThat(json.status()).isEqualTo(404);
            assertThat(json.header("content-type")).isEqualTo("application/json");
            assertThat(json.text()).contains("\"code\":\"edge_unknown_host\"");
            assertThat(json.header("AutoStack-Release")).isNull();
            assertThat(page.status()).isEqualTo(404);
            assertThat(page.header("content-type")).startsWith("text/html");
            assertThat(page.text()).contains("other.localhost");
        }
    }

    @Test
    void beforeTheFirstTableTheAnswerSaysThatTheEdgeIsNotReady() {
        try (var edge = EdgeUnderTest.start(dataDir, Map.of())) {
            RawClient.Answer answer = RawClient.get(edge.port(), Tables.HOST, "/");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("5");
            assertThat(answer.text()).contains("edge_no_routes");
        }
    }

    @Test
    void maintenanceShowsItsTextEscapedAndAsksToRetryLater() {
        var route =
                new Route(
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        Tables.HOST,
                        List.of(),
                        "Back at <b>noon</b>",
                        0);
        try (var edge = EdgeUnderTest.serving(dataDir, new RouteTable(1, List.of(route)));
                var client = new RawClient(edge.port())) {
            RawClient.Answer answer =
                    client.send("GET / HTTP/1.1", "Host: " + Tables.HOST, "Accept: text/html")
                            .answer();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("60");
            assertThat(answer.text()).contains("Back at &lt;b&gt;noon&lt;/b&gt;");
        }
    }

    @Test
    void releaseWithoutInstancesIsSaidToBeNotRunning() {
        try (var edge = EdgeUnderTest.serving(dataDir, Tables.table(1, Tables.target(RELEASE)))) {
            RawClient.Answer answer = RawClient.get(edge.port(), Tables.HOST, "/");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).contains("edge_no_upstream");
        }
    }

    @Test
    void requestsAreSharedByWeight() {
        UUID other = UUID.randomUUID();
        try (var first = SimulatedApp.saying("first");
                var second = SimulatedApp.saying("second");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir,
                                Tables.table(
                                        1,
                                        Tables.weighted(RELEASE, 3, first.port()),
                                        Tables.weighted(other, 1, second.port())));
                var client = new RawClient(edge.port())) {
            int ofFirst = 0;
            for (int i = 0; i < 80; i++) {
                if (client.send("GET / HTTP/1.1", "Host: " + Tables.HOST)
                        .answer()
                        .text()
                        .equals("first")) {
                    ofFirst++;
                }
            }

            assertThat(ofFirst).isEqualTo(60);
        }
    }

    @Test
    void deadInstanceCostsNoRequestWhileAnotherLives() {
        int nobody;
        try (var gone = SimulatedApp.saying("gone")) {
            nobody = gone.port();
        }
        try (var app = SimulatedApp.saying("alive");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir,
                                Tables.table(1, Tables.target(RELEASE, nobody, app.port())));
                var client = new RawClient(edge.port())) {
            for (int i = 0; i < 20; i++) {
                client.send("POST / HTTP/1.1", "Host: " + Tables.HOST, "Content-Length: 2")
                        .text("hi");

                assertThat(client.answer().text()).isEqualTo("alive");
            }
        }
    }

    @Test
    void onlyInstanceThatRefusesIsTriedAgainEachTime() {
        int port;
        try (var gone = SimulatedApp.saying("gone")) {
            port = gone.port();
        }
        try (var edge = EdgeUnderTest.start(dataDir, Map.of("REFUSED_PATIENCE_MS", "300"))) {
            edge.serve(Tables.table(1, Tables.target(RELEASE, port)));
            assertThat(RawClient.get(edge.port(), Tables.HOST, "/").status()).isEqualTo(502);
            assertThat(RawClient.get(edge.port(), Tables.HOST, "/").text())
                    .contains("edge_upstream_unreachable");
        }
    }
}
