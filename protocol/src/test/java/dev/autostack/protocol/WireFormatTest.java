package dev.autostack.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WireFormatTest {
    private final ObjectMapper json = ObjectMapper.getDefault();

    @Test
    void sealedOutcomesCarryTheirTypeAndComeBackEqual() throws IOException {
        BuildOutcome failed =
                new BuildOutcome.Failed(
                        new Cause("build_failed", "m", "h", Stage.BUILD, List.of("line")));
        var finished = new BuildFinished(7, failed);

        String text = json.writeValueAsString(finished);

        assertThat(text).contains("\"type\":\"failed\"").contains("\"fence\":7");
        assertThat(json.readValue(text, BuildFinished.class)).isEqualTo(finished);
    }

    @Test
    void factsOfABuildComeBackEqualAndAnOlderWorkerTellsNone() throws IOException {
        var cause = new Cause("c", "m", "h", Stage.BUILD, List.of("line"), 1, 7L);
        var finished =
                new BuildFinished(
                        7,
                        new BuildOutcome.Failed(cause),
                        new BuildFacts(
                                List.of(
                                        new BuildFacts.Step("RUN a", true, null),
                                        new BuildFacts.Step("RUN b", false, 0.5)),
                                new BuildFacts.Image(
                                        3, 1, List.of(new BuildFacts.Layer(3, "RUN b")))));

        assertThat(json.readValue(json.writeValueAsString(finished), BuildFinished.class))
                .isEqualTo(finished);
        BuildFinished older =
                json.readValue(
                        """
                        {"fence":7,"outcome":{"type":"failed","cause":{"code":"c","message":"m","hint":"h","lastLines":[]}}}
                        """,
                        BuildFinished.class);
        assertThat(older.facts()).isNull();
        assertThat(((BuildOutcome.Failed) older.outcome()).cause().logLine()).isNull();
    }

    @Test
    void anEdgeThatHasNobodyLeavingIsToldApartFromOneThatCannotTell() throws IOException {
        UUID start = UUID.randomUUID();
        var nobody = new EdgeReport(start, 1, Instant.EPOCH, "1", null, List.of(), List.of());
        var cannotTell = new EdgeReport(start, 1, Instant.EPOCH, "1", null, List.of(), null);
        var someone =
                new EdgeReport(
                        start,
                        1,
                        Instant.EPOCH,
                        "1",
                        null,
                        List.of(),
                        List.of(new OpenRequests(UUID.randomUUID(), 3)));

        for (EdgeReport report : List.of(nobody, cannotTell, someone)) {
            assertThat(json.readValue(json.writeValueAsString(report), EdgeReport.class))
                    .isEqualTo(report);
        }
    }

    @Test
    void emptyTextsComeBackEmptyAndNotAbsent() throws IOException {
        var line = new LogLine(Instant.EPOCH, LogLevel.INFO, "", false);
        var source = new SourceSpec("https://example.org/app", null, null, "", false, null);
        var facts = new CommitFacts("0".repeat(40), "", "", Instant.EPOCH);
        var spec =
                new BuildSpec(
                        PlanOverrides.none(),
                        Map.of("EMPTY", ""),
                        List.of(new BuildSecret("NOTHING", "")),
                        new BuildLimits(1, 1, 1, 1, 1),
                        "scope");

        assertThat(json.readValue(json.writeValueAsString(line), LogLine.class)).isEqualTo(line);
        assertThat(json.readValue(json.writeValueAsString(source), SourceSpec.class))
                .isEqualTo(source);
        assertThat(json.readValue(json.writeValueAsString(facts), CommitFacts.class))
                .isEqualTo(facts);
        assertThat(json.readValue(json.writeValueAsString(spec), BuildSpec.class)).isEqualTo(spec);
    }

    @Test
    void cancelledWithoutFieldsComesBack() throws IOException {
        var finished = new BuildFinished(7, new BuildOutcome.Cancelled());

        assertThat(json.readValue(json.writeValueAsString(finished), BuildFinished.class))
                .isEqualTo(finished);
    }

    @Test
    void desiredStateComesBackEqualWithEmptyCollectionsAndEveryProbe() throws IOException {
        for (Probe probe :
                List.of(
                        new Probe.Http("/", 200, 399),
                        new Probe.Tcp(),
                        new Probe.Command(List.of("true")))) {
            var instance =
                    new DesiredInstance(
                            UUID.randomUUID(),
                            UUID.randomUUID(),
                            UUID.randomUUID(),
                            UUID.randomUUID(),
                            UUID.randomUUID(),
                            3,
                            "web",
                            "net",
                            "127.0.0.1:5000/a@sha256:" + "0".repeat(64),
                            Map.of("A", "quote \" newline \n dollar $ ü"),
                            List.of(),
                            3000,
                            ResourceLimits.standard(),
                            new HealthCheck(probe, 1000, 1000, 1, 3, 0),
                            RestartPolicy.standard(),
                            true,
                            60_000,
                            10_000,
                            Set.of());
            var state = new DesiredState(1, 30000, 39999, List.of(), List.of(instance));

            assertThat(json.readValue(json.writeValueAsString(state), DesiredState.class))
                    .isEqualTo(state);
        }
    }

    @Test
    void timesAreIsoTextInUtc() throws IOException {
        var report =
                new AgentReport(
                        1,
                        Instant.parse("2026-01-02T03:04:05.678Z"),
                        "1",
                        "20.10",
                        new HostFacts(2, 1, 1, 1, 1),
                        List.of());

        String text = json.writeValueAsString(report);

        assertThat(text).contains("\"at\":\"2026-01-02T03:04:05.678Z\"");
        assertThat(json.readValue(text, AgentReport.class)).isEqualTo(report);
    }

    @Test
    void aStateWithoutPlainVariablesAndAReportWithoutTroubleAreRead() throws IOException {
        String oldInstance =
                """
                {"instanceId":"00000000-0000-0000-0000-000000000001","releaseId":"00000000-0000-0000-0000-000000000002",
                "deploymentId":"00000000-0000-0000-0000-000000000003","projectId":"00000000-0000-0000-0000-000000000004",
                "environmentId":"00000000-0000-0000-0000-000000000005","generation":3,"name":"web","network":"n","image":"i",
                "containerPort":3000,"limits":{"cpus":1.0,"memoryBytes":1,"pids":1},
                "health":{"probe":{"type":"tcp"},"intervalMs":1,"timeoutMs":1,"threshold":1,"failureThreshold":1,"startPeriodMs":0},
                "restart":{"maxRestarts":1,"initialDelayMs":1,"maxDelayMs":1,"resetAfterMs":1},
                "readOnlyRoot":false,"startDeadlineMs":1,"stopTimeoutMs":1}
                """;
        DesiredInstance instance = json.readValue(oldInstance, DesiredInstance.class);
        assertThat(instance.plainVariables()).isEmpty();
        assertThat(instance.generation()).isEqualTo(3);

        AgentReport report =
                json.readValue(
                        """
                        {"appliedVersion":1,"at":"2026-01-02T03:04:05Z","agentVersion":"1","engineVersion":"2",
                        "host":{"cpus":1,"memoryBytes":1,"memoryFreeBytes":1,"diskBytes":1,"diskFreeBytes":1}}
                        """,
                        AgentReport.class);
        assertThat(report.trouble()).isNull();
        assertThat(report.instances()).isEmpty();
    }
}
