package dev.autostack.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.edge.testing.EdgeUnderTest;
import dev.autostack.edge.testing.RawClient;
import dev.autostack.edge.testing.SimulatedApp;
import dev.autostack.edge.testing.Tables;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTest {
    private static final UUID RELEASE = UUID.randomUUID();

    @TempDir Path dataDir;
    private SimulatedApp app = SimulatedApp.saying("");

    /** Answers with the fields it got, one per line, names in lower case, in order. */
    @BeforeEach
    void startMirror() {
        app.close();
        app =
                new SimulatedApp(request ->
                        request.response()
                                .end(
                                        request.headers().entries().stream()
                                                .map(e ->
                                                        e.getKey().toLowerCase(Locale.ROOT)
                                                                + ": "
                                                                + e.getValue())
                                                .collect(Collectors.joining("\n"))));
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private EdgeUnderTest edge(Map<String, String> settings) {
        EdgeUnderTest edge = EdgeUnderTest.start(dataDir, settings);
        edge.serve(Tables.table(1, Tables.target(RELEASE, app.port())));
        return edge;
    }

    private static String seenByApp(EdgeUnderTest edge, String... fields) {
        try (var client = new RawClient(edge.port())) {
            String[] lines = new String[fields.length + 2];
            lines[0] = "GET /x HTTP/1.1";
            lines[1] = "Host: " + Tables.HOST + ":8080";
            System.arraycopy(fields, 0, lines, 2, fields.length);
            return client.send(lines).answer().text();
        }
    }

    @Test
    void appSeesTheTrueClientAndTheHostAsItWasAskedFor() {
        try (var edge = edge(Map.of())) {
            String seen = seenByApp(edge, "Accept: */*");

            assertThat(seen.lines())
                    .contains(
                            "host: localhost:8080",
                            "accept: */*",
                            "x-forwarded-for: 127.0.0.1",
                            "x-forwarded-proto: http",
                            "x-forwarded-host: localhost:8080",
                            "forwarded: for=127.0.0.1;proto=http;host=\"localhost:8080\"")
                    .anyMatch(line -> line.matches("x-request-id: [0-9a-f]{32}"))
                    .hasSize(7);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 6.6.6.6",
                "x-forwarded-for: 6.6.6.6",
                "X_Forwarded_For: 6.6.6.6",
                "X-Forwarded-Proto: 6.6.6.6",
                "X-Forwarded-Host: 6.6.6.6",
                "X-Forwarded-Port: 6.6.6.6",
                "X-Forwarded-Server: 6.6.6.6",
                "X-Real-IP: 6.6.6.6",
                "X_Real_IP: 6.6.6.6",
                "Forwarded: for=6.6.6.6",
                "AutoStack-Release: 6.6.6.6",
                "AUTOSTACK_DIGEST: 6.6.6.6",
                "AutoStack-Anything: 6.6.6.6",
                "Keep-Alive: 6.6.6.6",
                "Proxy-Connection: 6.6.6.6",
                "Proxy-Authorization: 6.6.6.6",
                "TE: 6.6.6.6",
                "Trailer: 6.6.6.6",
                "Upgrade: 6.6.6.6",
                "X-Request-Id: 6.6.6.6 with blanks",
            })
    void fieldsOfTheHopAndClaimsOfTheClientDoNotReachTheApp(String field) {
        try (var edge = edge(Map.of())) {
            assertThat(seenByApp(edge, field)).doesNotContain("6.6.6.6");
        }
    }

    @Test
    void fieldsThatConnectionNamesStayOnTheHop() {
        try (var edge = edge(Map.of())) {
            String seen =
                    seenByApp(
                            edge,
                            "Connection: keep-alive, X-Secret , x-other",
                            "X-Secret: a",
                            "X-Other: b",
                            "X-Kept: c");

            assertThat(seen)
                    .contains("x-kept: c")
                    .doesNotContain("x-secret")
                    .doesNotContain("x-other")
                    .doesNotContain("connection:");
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.0/8,true", "10.0.0.0/8,false", "'::1, 127.0.0.1',true"})
    void onlyTrustedProxiesAreBelieved(String trusted, boolean believed) {
        try (var edge = edge(Map.of("TRUSTED_PROXIES", trusted))) {
            String seen =
                    seenByApp(
                            edge,
                            "X-Forwarded-For: 1.2.3.4",
                            "X-Forwarded-For: 5.6.7.8",
                            "X-Forwarded-Proto: https",
                            "X-Forwarded-Host: www.example",
                            "Forwarded: for=1.2.3.4");

            if (believed) {
                assertThat(seen.lines())
                        .contains(
                                "x-forwarded-for: 1.2.3.4, 5.6.7.8, 127.0.0.1",
                                "x-forwarded-proto: https",
                                "x-forwarded-host: www.example",
                                "forwarded: for=1.2.3.4, for=127.0.0.1;proto=http;host=\"localhost:8080\"");
            } else {
                assertThat(seen.lines())
                        .contains("x-forwarded-for: 127.0.0.1", "x-forwarded-proto: http");
            }
        }
    }

    @Test
    void requestIdOfTheClientIsKeptWhenItIsHarmless() {
        try (var edge = edge(Map.of())) {
            assertThat(seenByApp(edge, "X-Request-Id: abc-1_2.3"))
                    .contains("x-request-id: abc-1_2.3");
        }
    }

    @Test
    void fieldsOfTheHopAndClaimsOfTheAppDoNotReachTheClient() {
        try (var forger =
                        new SimulatedApp(request ->
                                request.response()
                                        .putHeader("AutoStack-Release", "forged")
                                        .putHeader("autostack-digest", "forged")
                                        .putHeader("AutoStack_Release", "forged")
                                        .putHeader("Connection", "X-Hop, keep-alive")
                                        .putHeader("X-Hop", "1")
                                        .putHeader("Keep-Alive", "timeout=5")
                                        .putHeader("Proxy-Authenticate", "Basic")
                                        .putHeader("Upgrade", "h2c")
                                        .putHeader("X-Kept", "yes")
                                        .putHeader(
                                                "Set-Cookie",
                                                (Iterable<String>) List.of("a=1", "b=2"))
                                        .end("x"));
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(RELEASE, forger.port())))) {
            RawClient.Answer answer = RawClient.get(edge.port(), Tables.HOST, "/");

            assertThat(answer.all("AutoStack-Release")).containsExactly(RELEASE.toString());
            assertThat(answer.all("AutoStack-Digest")).containsExactly(Tables.digest(RELEASE));
            assertThat(answer.all("AutoStack_Release")).isEmpty();
            assertThat(answer.all("X-Hop")).isEmpty();
            assertThat(answer.all("Keep-Alive")).isEmpty();
            assertThat(answer.all("Proxy-Authenticate")).isEmpty();
            assertThat(answer.all("Upgrade")).isEmpty();
            assertThat(answer.header("X-Kept")).isEqualTo("yes");
            assertThat(answer.all("Set-Cookie")).containsExactly("a=1", "b=2");
            assertThat(answer.header("Date")).isNotBlank();
        }
    }
}
