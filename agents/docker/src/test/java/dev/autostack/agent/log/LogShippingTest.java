package dev.autostack.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.agent.instance.Labels;
import dev.autostack.agent.testing.RunningAgent;
import dev.autostack.agent.testing.Sample;
import dev.autostack.agent.testing.SimulatedControlPlane.StoredLine;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.LogLine;
import dev.autostack.protocol.ResourceLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogShippingTest {
    private static final Logger LOG = LoggerFactory.getLogger(LogShippingTest.class);

    /** Prints n numbered lines at a given rate and answers how many it has printed. */
    private static final String BURST =
            """
            const n = +process.env.LINES, rate = +process.env.RATE;
            const http = require('http');
            let i = 0, begin = 0;
            function tick() {
              const due = Math.min(n, Math.floor((Date.now() - begin) / 1000 * rate));
              let text = '';
              while (i < due && text.length < 65536) {
                text += 'line ' + String(i++).padStart(8, '0')
                  + ' some text that makes the line about eighty bytes long, like real ones do\\n';
              }
              if (text) process.stdout.write(text, () => setImmediate(tick));
              else if (i < n) setTimeout(tick, 1);
            }
            http.createServer((q, s) => s.end(String(i))).listen(process.env.PORT, () => {
              begin = Date.now(); tick();
            });
            """;

    @TempDir private Path data;

    @Test
    void linesOfBothStreamsArriveRedactedAndWhole() throws Exception {
        try (var running = RunningAgent.started(data)) {
            Sample app =
                    Sample.node(
                                    "console.log('token is '+process.env.TOKEN+'.');"
                                            + "console.log('mode is '+process.env.MODE+'.');"
                                            + "console.error('to stderr');"
                                            + "console.log('x'.repeat(16380)+process.env.TOKEN+'x'.repeat(20000));"
                                            + "console.log('"
                                            + "carriage\\r"
                                            + "');"
                                            + "process.stdout.write('no line end yet');"
                                            + Sample.SERVER.replace(
                                                    "'listening'", "' and listening ü'"))
                            .variables(Map.of("TOKEN", "very-secret-token", "MODE", "production"))
                            .plainVariables("MODE");

            running.want(app);
            running.awaitState(app, InstanceState.HEALTHY);
            await().until(() ->
                    texts(running, app).stream().anyMatch(t -> t.contains("and listening")));

            List<LogLine> lines =
                    running.controlPlane().lines(app.id()).stream().map(StoredLine::line).toList();
            assertThat(lines)
                    .extracting(LogLine::text)
                    .contains(
                            "token is [secret].",
                            "mode is production.",
                            "carriage",
                            "no line end yet and listening ü");
            assertThat(lines)
                    .filteredOn(line -> line.text().equals("to stderr"))
                    .singleElement()
                    .extracting(LogLine::level)
                    .isEqualTo(LogLevel.STDERR);
            List<LogLine> parts =
                    lines.stream()
                            .filter(l -> l.text().startsWith("xxx") || l.continued())
                            .toList();
            assertThat(parts).hasSizeGreaterThan(1);
            assertThat(String.join("", parts.stream().map(LogLine::text).toList()))
                    .isEqualTo("x".repeat(16380) + "[secret]" + "x".repeat(20000));
            assertThat(parts.getFirst().continued()).isFalse();
            assertThat(parts.subList(1, parts.size())).allMatch(LogLine::continued);
            assertThat(running.controlPlane().refusals()).isEmpty();
        }
    }

    @Test
    void nothingIsLostOrDoubledWhenAgentAndControlPlaneComeAndGo() throws Exception {
        try (var running = RunningAgent.started(data)) {
            Sample app = burst(60_000, 5_000);
            running.want(app);
            await().until(() -> count(running, app) > 5_000);
            running.stop();
            running.start();
            await().until(() -> count(running, app) > 12_000);
            running.controlPlane().switchOff();
            await().until(() -> printed(running, app) > 25_000);
            running.controlPlane().switchOn();
            await().until(() -> count(running, app) > 30_000);
            running.stop();
            running.start();

            await().until(() -> count(running, app) >= 60_000);
            assertNumbered(running, app, 60_000);
        }
    }

    @Test
    void fiftyThousandLinesASecondForTenSecondsAllArrive() throws Exception {
        try (var running = RunningAgent.started(data)) {
            Sample app = burst(500_000, 50_000);
            running.want(app);

            await().atMost(Duration.ofMinutes(4)).until(() -> count(running, app) >= 500_000);

            assertNumbered(running, app, 500_000);
        }
    }

    /** The delay is printed for people; the bar of 100 ms is the benchmark's business. */
    @Test
    void aThousandLinesASecondArriveSoon() throws Exception {
        try (var running = RunningAgent.started(data)) {
            Sample app = burst(10_000, 1_000);
            running.want(app);

            await().until(() -> count(running, app) >= 10_000);

            assertNumbered(running, app, 10_000);
            long[] micros =
                    running.controlPlane().lines(app.id()).stream()
                            .mapToLong(l -> ChronoUnit.MICROS.between(l.line().at(), l.storedAt()))
                            .sorted()
                            .toArray();
            LOG.info(
                    "printed to durable: p50 {} us, p99 {} us, max {} us",
                    micros[micros.length / 2],
                    micros[micros.length * 99 / 100],
                    micros[micros.length - 1]);
        }
    }

    @Test
    void aShortLivedInstanceLosesNoLastWord() throws Exception {
        try (var running = RunningAgent.started(data)) {
            Sample app =
                    Sample.node("for(let i=0;i<500;i++)console.log('line '+i);process.exit(3)");
            running.want(app);
            running.awaitState(app, InstanceState.FAILED);
            running.want();

            await().until(() -> running.containers().isEmpty());
            assertThat(count(running, app)).isEqualTo(3 * 500);
        }
    }

    private static Sample burst(int lines, int rate) {
        return Sample.node(BURST)
                .variables(Map.of("LINES", "" + lines, "RATE", "" + rate))
                .limits(new ResourceLimits(2, 256L << 20, 64));
    }

    private static int count(RunningAgent running, Sample app) {
        return running.controlPlane().lineCount(app.id());
    }

    private static int printed(RunningAgent running, Sample app) throws IOException {
        int port =
                running.containers(app.id()).stream()
                        .flatMap(each -> Labels.parse(each.labelMap()).stream())
                        .map(Labels::port)
                        .findFirst()
                        .orElseThrow();
        try (var answer = URI.create("http://127.0.0.1:" + port + "/").toURL().openStream()) {
            return Integer.parseInt(new String(answer.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    private static List<String> texts(RunningAgent running, Sample app) {
        return running.controlPlane().lines(app.id()).stream().map(l -> l.line().text()).toList();
    }

    private static void assertNumbered(RunningAgent running, Sample app, int lines) {
        UUID id = app.id();
        int expected = 0;
        for (StoredLine line : running.controlPlane().lines(id)) {
            assertThat(line.line().text()).startsWith(String.format("line %08d ", expected++));
        }
        assertThat(expected).isEqualTo(lines);
        assertThat(running.controlPlane().refusals()).isEmpty();
    }
}
