package dev.autostack.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.edge.testing.EdgeUnderTest;
import dev.autostack.edge.testing.RawClient;
import dev.autostack.edge.testing.SimulatedApp;
import dev.autostack.edge.testing.SimulatedControlPlane;
import dev.autostack.edge.testing.Tables;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The edge as a process of its own, with the JVM options it ships with. */
class ProcessTest {
    private static final UUID RELEASE = UUID.randomUUID();

    @TempDir Path dataDir;
    private final List<Process> started = new ArrayList<>();
    private int logs;

    private record Running(Process process, Path log, int port) {
        String text() {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                return "";
            }
        }
    }

    private Running start(Map<String, String> more) throws IOException {
        Running running = launch(more);
        Pattern ready = Pattern.compile("serves on http (\\d+)");
        await().atMost(Duration.ofSeconds(30)).until(() -> ready.matcher(running.text()).find());
        Matcher matcher = ready.matcher(running.text());
        assertThat(matcher.find()).isTrue();
        return new Running(running.process(), running.log(), Integer.parseInt(matcher.group(1)));
    }

    private Running launch(Map<String, String> more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String line : Files.readAllLines(Path.of("src/main/dist/jvm.options"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                command.add(line.strip());
            }
        }
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), EdgeMain.class.getName()));
        Path log = dataDir.resolve("log" + logs++);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        Map<String, String> environment = new HashMap<>(EdgeUnderTest.settings(dataDir));
        more.forEach((key, value) -> environment.put("AUTOSTACK_EDGE_" + key, value));
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return new Running(process, log, 0);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void killedEdgeServesFromTheDiskWhileTheControlPlaneIsDown() throws Exception {
        try (var app = SimulatedApp.saying("hello");
                var controlPlane = new SimulatedControlPlane()) {
            Map<String, String> linked =
                    Map.of(
                            "CONTROL_PLANE_URL",
                            controlPlane.url().toString(),
                            "TOKEN",
                            SimulatedControlPlane.TOKEN);
            Running first = start(linked);
            controlPlane.serve(Tables.table(3, Tables.target(RELEASE, app.port())));
            await().until(() -> controlPlane.appliedVersion() == 3);
            assertThat(RawClient.get(first.port(), Tables.HOST, "/").text()).isEqualTo("hello");

            first.process().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            controlPlane.stop();
            Running second = start(linked);

            assertThat(RawClient.get(second.port(), Tables.HOST, "/").text()).isEqualTo("hello");
            assertThat(second.text()).contains("Serving table 3 from the disk");
            // The credential is known, so the used token is not shown again.
            controlPlane.start();
            controlPlane.serve(Tables.table(4, Tables.target(RELEASE, app.port())));
            await().atMost(Duration.ofSeconds(20)).until(() -> controlPlane.appliedVersion() == 4);
            assertThat(controlPlane.requests()).containsOnlyOnce("POST redeem");
        }
    }

    @Test
    void stoppedEdgeLetsRequestsEndAndExitsWithZero() throws Exception {
        List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
        try (var app = new SimulatedApp(held::add);
                var controlPlane = new SimulatedControlPlane()) {
            Running edge =
                    start(
                            Map.of(
                                    "CONTROL_PLANE_URL",
                                    controlPlane.url().toString(),
                                    "TOKEN",
                                    SimulatedControlPlane.TOKEN,
                                    "SHUTDOWN_GRACE_MS",
                                    "10000"));
            controlPlane.serve(Tables.table(1, Tables.target(RELEASE, app.port())));
            await().until(() -> controlPlane.appliedVersion() == 1);
            try (var client = new RawClient(edge.port());
                    var resting = new RawClient(edge.port())) {
                client.send("GET / HTTP/1.1", "Host: " + Tables.HOST);
                await().until(() -> held.size() == 1);

                edge.process().destroy();

                await().until(() -> edge.text().contains("Stopping"));
                assertThat(resting.closes()).isTrue();
                await().until(() -> isRefused(edge.port()));
                assertThat(edge.process().isAlive()).isTrue();
                HttpServerRequest request = held.getFirst();
                app.vertx().runOnContext(v -> request.response().end("in the end"));
                RawClient.Answer answer = client.answer();
                assertThat(answer.text()).isEqualTo("in the end");
                assertThat(answer.header("connection")).isEqualTo("close");
            }
            assertThat(edge.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(edge.process().exitValue()).isZero();
        }
    }

    private static boolean isRefused(int port) {
        try (var client = new RawClient(port)) {
            return client.closes();
        } catch (RuntimeException e) {
            return true;
        }
    }

    @Test
    void wrongSettingEndsTheStartWithItsName() throws Exception {
        Running edge = launch(Map.of("HTTP_PORTS", "80"));

        assertThat(edge.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(edge.process().exitValue()).isEqualTo(2);
        assertThat(edge.text()).contains("Unknown settings: http.ports");
    }

    @Test
    void secondEdgeOnTheSameDataDirectoryDoesNotStart() throws Exception {
        start(Map.of());

        Running second = launch(Map.of());

        assertThat(second.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.process().exitValue()).isEqualTo(1);
        assertThat(second.text()).contains("Another edge uses the data directory");
    }

    @Test
    void damagedTableDoesNotKeepTheEdgeFromStarting() throws Exception {
        Files.writeString(dataDir.resolve("routes.json"), "sha256:00\n{}");

        Running edge = start(Map.of());

        assertThat(edge.text()).contains("damaged");
        assertThat(RawClient.get(edge.port(), Tables.HOST, "/").status()).isEqualTo(503);
    }
}
