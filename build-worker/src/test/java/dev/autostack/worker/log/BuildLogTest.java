package dev.autostack.worker.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.LogChunk;
import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.LogLine;
import dev.autostack.protocol.Stage;
import dev.autostack.worker.control.ControlPlane;
import dev.autostack.worker.process.StopReason;
import dev.autostack.worker.process.StopSignal;
import dev.autostack.worker.testing.Leases;
import dev.autostack.worker.testing.SimulatedBuild;
import dev.autostack.worker.testing.SimulatedControlPlane;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildLogTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir Path folder;
    private final SimulatedControlPlane simulated = new SimulatedControlPlane();
    private final ControlPlane controlPlane = new ControlPlane(simulated.uri());
    private final StopSignal stop = new StopSignal();
    private final BuildLease lease = Leases.of("https://example.org/a", "127.0.0.1:1").lease();
    private SimulatedBuild build;

    @BeforeEach
    void start() {
        controlPlane.authenticate(SimulatedControlPlane.CREDENTIAL);
        build = simulated.offer(lease);
    }

    @AfterEach
    void stop() {
        controlPlane.close();
        simulated.close();
    }

    private BuildLog log(LogRate rate, String... secrets) {
        return new BuildLog(
                controlPlane,
                lease,
                new Redactor(List.of(secrets)),
                rate,
                folder.resolve("log"),
                stop,
                InstantSource.system());
    }

    private List<String> texts() {
        return build.lines().stream().map(LogLine::text).toList();
    }

    @Test
    void aLineArrivesSoonWithItsStageAndLevel() {
        try (BuildLog log = log(LogRate.standard())) {
            log.writer(Stage.CLONE).line(LogLevel.STDERR, "hello");

            await().atMost(LIMIT).until(() -> !build.lines().isEmpty());
        }

        LogChunk chunk = build.chunks().getFirst();
        assertThat(chunk.seq()).isEqualTo(1);
        assertThat(chunk.stage()).isEqualTo(Stage.CLONE);
        assertThat(chunk.lines().getFirst().level()).isEqualTo(LogLevel.STDERR);
        assertThat(chunk.lines().getFirst().text()).isEqualTo("hello");
    }

    @Test
    void everyLineArrivesOnceAndInOrderThoughTheControlPlaneFails() throws Exception {
        int count = 60_000;
        try (BuildLog log = log(LogRate.standard())) {
            LogWriter writer = log.writer(Stage.BUILD);
            Thread faults =
                    Thread.ofVirtual()
                            .start(() -> {
                                for (var fault :
                                        List.of(
                                                SimulatedControlPlane.Fault.UNAVAILABLE,
                                                SimulatedControlPlane.Fault.LOST_REPLY,
                                                SimulatedControlPlane.Fault.DROP,
                                                SimulatedControlPlane.Fault.LOST_REPLY)) {
                                    simulated.fault("log", fault);
                                    pause();
                                    simulated.fault("log", SimulatedControlPlane.Fault.NONE);
                                    pause();
                                }
                            });
            for (int i = 0; i < count; i++) {
                writer.info("line " + i + " " + "x".repeat(100));
                if (i % 10_000 == 0) {
                    pause();
                }
            }
            faults.join();

            assertThat(log.drain(LIMIT)).isTrue();
        }
        assertThat(texts())
                .containsExactlyElementsOf(
                        IntStream.range(0, count)
                                .mapToObj(i -> "line " + i + " " + "x".repeat(100))
                                .toList());
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatHasNoRoomInMemoryWaitsInTheFile() throws Exception {
        simulated.fault("log", SimulatedControlPlane.Fault.UNAVAILABLE);
        try (BuildLog log = log(LogRate.standard())) {
            LogWriter writer = log.writer(Stage.BUILD);
            for (int i = 0; i < 20_000; i++) {
                writer.info(i + " " + "ä".repeat(400));
            }
            assertThat(Files.size(folder.resolve("log"))).isGreaterThan(8_000_000);

            simulated.fault("log", SimulatedControlPlane.Fault.NONE);

            assertThat(log.drain(LIMIT)).isTrue();
        }
        assertThat(texts()).hasSize(20_000).last().asString().startsWith("19999 ä");
        assertThat(Files.size(folder.resolve("log"))).isZero();
    }

    @Test
    void aFloodIsCountedNotKept() throws Exception {
        long begin = System.nanoTime();
        try (BuildLog log = log(new LogRate(1_000_000, 2_000_000, 5_000_000))) {
            LogWriter writer = log.writer(Stage.BUILD);
            for (int i = 0; i < 1_000_000; i++) {
                writer.info("flood " + i + " " + "x".repeat(1000));
            }
            assertThat(log.drain(LIMIT)).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);
        long bytes = texts().stream().mapToLong(String::length).sum();
        assertThat(bytes).isLessThan(5_100_000);
        assertThat(texts())
                .last()
                .asString()
                .endsWith("this build prints more than the log takes.");
    }

    @Test
    void overlongLinesAreCutAndFlagged() throws Exception {
        try (BuildLog log = log(LogRate.standard())) {
            log.writer(Stage.BUILD).info("ä".repeat(20_000));
            assertThat(log.drain(LIMIT)).isTrue();
        }

        List<LogLine> lines = build.lines();
        assertThat(lines).extracting(LogLine::continued).containsExactly(false, true, true);
        assertThat(String.join("", texts())).isEqualTo("ä".repeat(20_000));
        assertThat(lines)
                .allMatch(line ->
                        line.text().getBytes(StandardCharsets.UTF_8).length
                                <= BuildLog.MAX_LINE_BYTES);
    }

    @Test
    void secretsAreGoneBeforeTheyLeaveAlsoCutByAnOverlongLine() throws Exception {
        String secret = "correct-horse-battery-staple";
        try (BuildLog log = log(LogRate.standard(), secret)) {
            LogWriter writer = log.writer(Stage.BUILD);
            writer.info("x".repeat(16 * 1024 - 10) + secret + "y");
            writer.info("");
            writer.info("tail: " + secret.substring(0, 12));
            writer.info(secret.substring(12));
            assertThat(log.drain(LIMIT)).isTrue();
            assertThat(String.join("\n", log.tail(10))).doesNotContain("battery");
        }
        assertThat(String.join("", texts())).doesNotContain("horse").doesNotContain("battery");
        assertThat(texts()).contains("");
    }

    @Test
    void aStaleLeaseStopsTheBuildAndSendsNoMore() throws Exception {
        try (BuildLog log = log(LogRate.standard())) {
            LogWriter writer = log.writer(Stage.BUILD);
            build.fence(99);
            writer.info("late");

            assertThat(stop.await(LIMIT)).isTrue();
            assertThat(stop.reason()).isInstanceOf(StopReason.LeaseLost.class);
            writer.info("later");
            assertThat(log.drain(LIMIT)).isFalse();
        }
        assertThat(build.lines()).isEmpty();
        assertThat(build.writesRefused()).isEqualTo(1);
    }
}
