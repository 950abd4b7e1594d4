package dev.autostack.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.edge.testing.EdgeUnderTest;
import dev.autostack.edge.testing.RawClient;
import dev.autostack.edge.testing.SimulatedApp;
import dev.autostack.edge.testing.Tables;
import dev.autostack.protocol.OpenRequests;
import dev.autostack.protocol.Route.Target;
import dev.autostack.protocol.RouteCounters;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchTest {
    private static final UUID BLUE = UUID.randomUUID();
    private static final UUID GREEN = UUID.randomUUID();
    private static final String[] GET = {"GET / HTTP/1.1", "Host: " + Tables.HOST};

    @TempDir Path dataDir;

    @Test
    void hundredSwitchesUnderLoadLoseNoRequestOnKeptAndOnFreshConnections() throws Exception {
        var failures = new ConcurrentLinkedQueue<String>();
        var answers = new AtomicInteger();
        var stop = new AtomicBoolean();
        try (var blue = SimulatedApp.saying("blue");
                var green = SimulatedApp.saying("green");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(BLUE, blue.port())));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 6; i++) {
                boolean kept = i % 2 == 0;
                var _ = clients.submit(() -> load(edge.port(), kept, stop, answers, failures));
            }
            for (int version = 2; version <= 101; version++) {
                Target next =
                        version % 2 == 0
                                ? Tables.target(GREEN, green.port())
                                : Tables.target(BLUE, blue.port());
                edge.serve(Tables.table(version, next));
                // Once confirmed, no request goes by the old table.
                String expected = version % 2 == 0 ? "green" : "blue";
                assertThat(RawClient.get(edge.port(), Tables.HOST, "/").text()).isEqualTo(expected);
            }
            stop.set(true);
        }

        assertThat(failures).isEmpty();
        assertThat(answers.get()).isGreaterThan(1_000);
    }

    private static void load(
            int port,
            boolean kept,
            AtomicBoolean stop,
            AtomicInteger answers,
            ConcurrentLinkedQueue<String> failures) {
        RawClient client = new RawClient(port);
        try {
            while (!stop.get()) {
                RawClient.Answer answer = client.send(GET).answer();
                boolean matches =
                        answer.text().equals("blue")
                                ? BLUE.toString().equals(answer.header("AutoStack-Release"))
                                : answer.text().equals("green")
                                        && GREEN.toString()
                                                .equals(answer.header("AutoStack-Release"));
                if (answer.status() != 200 || answer.cut() || !matches) {
                    failures.add(answer.head() + answer.text());
                }
                answers.incrementAndGet();
                if (!kept) {
                    client.close();
                    client = new RawClient(port);
                }
            }
        } catch (RuntimeException e) {
            failures.add(e.toString());
        } finally {
            client.close();
        }
    }

    @Test
    void requestUnderWayEndsOnItsOldReleaseAndIsCountedUntilThen() throws Exception {
        List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
        try (var blue = new SimulatedApp(held::add);
                var green = SimulatedApp.saying("green");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(BLUE, blue.port())));
                var client = new RawClient(edge.port())) {
            client.send(GET);
            await().until(() -> held.size() == 1);

            edge.serve(Tables.table(2, Tables.target(GREEN, green.port())));

            assertThat(RawClient.get(edge.port(), Tables.HOST, "/").text()).isEqualTo("green");
            await().until(() -> counters(edge, BLUE).inFlight() == 1);
            HttpServerRequest request = held.getFirst();
            blue.vertx().runOnContext(v -> request.response().end("blue after all"));
            RawClient.Answer late = client.answer();
            assertThat(late.text()).isEqualTo("blue after all");
            assertThat(late.header("AutoStack-Release")).isEqualTo(BLUE.toString());
            // While it drains the edge reports every second.
            await().atMost(Duration.ofSeconds(5)).until(() -> counters(edge, BLUE).inFlight() == 0);
            assertThat(counters(edge, BLUE).requests()).isEqualTo(1);
            assertThat(counters(edge, BLUE).edgeErrors()).isZero();
        }
    }

    @Test
    void requestsOfOneInstanceThatLeftAreToldApartFromThoseOfItsReleaseThatStays() {
        List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
        try (var first = new SimulatedApp(held::add);
                var second = new SimulatedApp(held::add);
                var edge =
                        EdgeUnderTest.serving(
                                dataDir,
                                Tables.table(1, Tables.target(BLUE, first.port(), second.port())));
                var one = new RawClient(edge.port());
                var other = new RawClient(edge.port());
                var third = new RawClient(edge.port())) {
            one.send(GET);
            await().until(() -> held.size() == 1);
            other.send(GET);
            await().until(() -> held.size() == 2);
            third.send(GET);
            await().until(() -> held.size() == 3);
            assertThat(leaving(edge)).isEmpty();

            edge.serve(Tables.table(2, Tables.target(BLUE, second.port())));

            var atFirst =
                    held.stream().filter(r -> r.localAddress().port() == first.port()).toList();
            assertThat(leaving(edge))
                    .containsExactly(
                            new OpenRequests(Tables.instance(first.port()), atFirst.size()));
            atFirst.forEach(r -> first.vertx().runOnContext(v -> r.response().end("late")));
            await().until(() -> leaving(edge).isEmpty());
            assertThat(counters(edge, BLUE).inFlight()).isEqualTo(3 - atFirst.size());
        }
    }

    @Test
    void requestThatOutlastsTheDrainIsBrokenOffAndCounted() {
        List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
        try (var blue = new SimulatedApp(held::add);
                var green = SimulatedApp.saying("green");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(BLUE, blue.port())));
                var client = new RawClient(edge.port())) {
            client.send(GET);
            await().until(() -> held.size() == 1);

            edge.serve(Tables.table(2, 300, Tables.target(GREEN, green.port())));

            assertThat(client.answer().status()).isEqualTo(504);
            await().until(() -> counters(edge, BLUE).edgeErrors() == 1);
        }
    }

    @Test
    void releaseThatComesBackDrainsNoMore() {
        List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
        try (var blue = new SimulatedApp(held::add);
                var green = SimulatedApp.saying("green");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(BLUE, blue.port())));
                var client = new RawClient(edge.port())) {
            client.send(GET);
            await().until(() -> held.size() == 1);
            edge.serve(Tables.table(2, 600, Tables.target(GREEN, green.port())));
            edge.serve(Tables.table(3, 600, Tables.target(BLUE, blue.port())));

            // Longer than the drain deadline would have been.
            HttpServerRequest request = held.getFirst();
            blue.vertx().setTimer(1_500, id -> request.response().end("blue"));

            assertThat(client.answer().text()).isEqualTo("blue");
        }
    }

    @Test
    void idleConnectionsToInstancesThatLeftAreClosed() {
        List<String> closed = new CopyOnWriteArrayList<>();
        try (var blue =
                        new SimulatedApp(request -> {
                            request.connection().closeHandler(v -> closed.add("closed"));
                            request.response().end("blue");
                        });
                var green = SimulatedApp.saying("green");
                var edge = EdgeUnderTest.start(dataDir, Map.of("UPSTREAM_IDLE_MS", "600000"))) {
            edge.serve(Tables.table(1, Tables.target(BLUE, blue.port())));
            RawClient.get(edge.port(), Tables.HOST, "/");

            edge.serve(Tables.table(2, Tables.target(GREEN, green.port())));

            await().until(() -> closed.size() == 1);
        }
    }

    @Test
    void countersOfAReleaseGoOnWhenItComesBack() throws ExecutionException {
        try (var blue = SimulatedApp.saying("blue");
                var green = SimulatedApp.saying("green");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(BLUE, blue.port())))) {
            RawClient.get(edge.port(), Tables.HOST, "/");
            edge.serve(Tables.table(2, Tables.target(GREEN, green.port())));
            edge.serve(Tables.table(3, Tables.target(BLUE, blue.port())));
            RawClient.get(edge.port(), Tables.HOST, "/");

            edge.serve(Tables.table(4, Tables.target(GREEN, green.port())));

            assertThat(counters(edge, BLUE).requests()).isEqualTo(2);
            assertThat(counters(edge, BLUE).bytesOut()).isEqualTo(8);
            assertThat(counters(edge, BLUE).latencyBuckets().stream().mapToLong(n -> n).sum())
                    .isEqualTo(2);
        }
    }

    private static List<OpenRequests> leaving(EdgeUnderTest edge) {
        return Objects.requireNonNull(
                Objects.requireNonNull(edge.controlPlane().lastReport()).leaving());
    }

    private static RouteCounters counters(EdgeUnderTest edge, UUID release) {
        return Objects.requireNonNull(edge.controlPlane().counters(release));
    }
}
