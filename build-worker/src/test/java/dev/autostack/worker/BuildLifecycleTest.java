package dev.autostack.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.protocol.BuildFacts;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.BuildSecret;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.GitCredential;
import dev.autostack.protocol.LeaseKind;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import dev.autostack.worker.testing.GitHttpServer;
import dev.autostack.worker.testing.GitRepository;
import dev.autostack.worker.testing.Leases;
import dev.autostack.worker.testing.SimulatedBuild;
import dev.autostack.worker.testing.SimulatedControlPlane.Fault;
import dev.autostack.worker.testing.WorkerSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a build when the world around it moves. */
class BuildLifecycleTest {
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir static Path folder;
    private static WorkerSetup setup;

    @BeforeAll
    static void start() {
        setup = new WorkerSetup(folder, config -> config);
    }

    @AfterAll
    static void stop() {
        setup.close();
    }

    private static void awaitNothingLeft(String words) {
        await().atMost(CANCEL_LIMIT).until(() -> WorkerSetup.processes(words).isEmpty());
        await().atMost(CANCEL_LIMIT).until(() -> setup.worker().runningBuilds() == 0);
        assertThat(setup.leftovers()).isEmpty();
    }

    @Test
    void cancelBeforeAnythingBegan() {
        setup.controlPlane().fault("leases", Fault.UNAVAILABLE);
        SimulatedBuild build = setup.offer(setup.build("early", "RUN sleep 1000").lease());
        build.cancel();
        setup.controlPlane().fault("leases", Fault.NONE);

        assertThat(WorkerSetup.outcome(build)).isEqualTo(new BuildOutcome.Cancelled());
        awaitNothingLeft("sleep 1000");
    }

    @Test
    void cancelWhileCloning() {
        try (GitHttpServer http = new GitHttpServer(folder)) {
            http.hang();
            SimulatedBuild build =
                    setup.offer(Leases.of(http.url("x.git"), setup.registry().address()).lease());
            await().atMost(LIMIT).until(() -> !http.requests().isEmpty());

            build.cancel();

            await().atMost(CANCEL_LIMIT).until(() -> build.outcome() != null);
            assertThat(build.outcome()).isEqualTo(new BuildOutcome.Cancelled());
            awaitNothingLeft(http.url("x.git"));
        }
    }

    @Test
    void cancelWhileBuilding() {
        SimulatedBuild build =
                setup.offer(
                        setup.build(
                                        "cancel",
                                        "RUN echo up && perl -e 'sleep 1 while 1 # cancelled-build'")
                                .lease());
        await().atMost(LIMIT)
                .until(() -> build.lines().stream().anyMatch(l -> l.text().equals("up")));

        build.cancel();

        await().atMost(CANCEL_LIMIT).until(() -> build.outcome() != null);
        assertThat(build.outcome()).isEqualTo(new BuildOutcome.Cancelled());
        assertThat(build.detail(Stage.BUILD, StageStatus.FAILED)).isEqualTo("Cancelled");
        awaitNothingLeft("cancelled-build");
    }

    @Test
    void cancelWhilePushing() {
        setup.registry().freeze(true);
        try {
            SimulatedBuild build = setup.offer(setup.build("push", "RUN echo frozen > /f").lease());
            await().atMost(LIMIT).until(() -> build.has(Stage.PUSH, StageStatus.STARTED));

            build.cancel();

            await().atMost(CANCEL_LIMIT).until(() -> build.outcome() != null);
            assertThat(build.outcome()).isEqualTo(new BuildOutcome.Cancelled());
        } finally {
            setup.registry().freeze(false);
        }
    }

    @Test
    void aLostLeaseEndsTheWorkAndNothingMoreIsWritten() {
        SimulatedBuild build =
                setup.offer(
                        setup.build(
                                        "stale",
                                        "RUN echo up && perl -e 'sleep 1 while 1 # stale-build'")
                                .lease());
        await().atMost(LIMIT)
                .until(() -> build.lines().stream().anyMatch(l -> l.text().equals("up")));
        int lines = build.lines().size();

        build.fence(77);

        awaitNothingLeft("stale-build");
        assertThat(build.outcome()).isNull();
        assertThat(build.lines()).hasSize(lines);
        assertThat(build.has(Stage.BUILD, StageStatus.FAILED)).isFalse();
    }

    @Test
    void anAbsentControlPlaneLosesNothing() {
        List<String> calls = List.of("log", "heartbeat", "stages", "finish", "leases");
        Leases lease =
                setup.build("absent", "RUN for i in 1 2 3 4 5 6; do echo line $i; sleep 0.5; done");
        SimulatedBuild build = setup.offer(lease.lease());
        await().atMost(LIMIT).until(() -> build.text().contains("line 1"));
        calls.forEach(call -> setup.controlPlane().fault(call, Fault.UNAVAILABLE));
        await().atMost(LIMIT)
                .until(() ->
                        setup.controlPlane().faulted("log") >= 3
                                && setup.controlPlane().faulted("heartbeat") >= 3);
        assertThat(build.outcome()).isNull();
        calls.forEach(call -> setup.controlPlane().fault(call, Fault.NONE));

        WorkerSetup.pushed(build);
        for (int i = 1; i <= 6; i++) {
            String line = "line " + i;
            assertThat(build.lines()).filteredOn(l -> l.text().equals(line)).hasSize(1);
        }
    }

    @Test
    void aLostAnswerToTheEndIsAskedForAgain() {
        setup.controlPlane().fault("finish", Fault.LOST_REPLY);
        SimulatedBuild build = setup.offer(setup.build("lost", "RUN true").lease());
        await().atMost(LIMIT).until(() -> build.finishes() >= 2);

        setup.controlPlane().fault("finish", Fault.NONE);

        WorkerSetup.pushed(build);
        await().atMost(LIMIT).until(() -> setup.worker().runningBuilds() == 0);
    }

    @Test
    void equalSourcesGiveAnEqualDigestFromTheCache() {
        Leases lease = setup.build("same", "RUN date > /date");

        BuildOutcome.Pushed first = WorkerSetup.pushed(setup.offer(lease.lease()));
        // The slot whose cache knows the project, and not the other one.
        await().atMost(LIMIT).until(() -> setup.worker().runningBuilds() == 0);
        SimulatedBuild again = setup.offer(lease.again().lease());

        assertThat(WorkerSetup.pushed(again).digest()).isEqualTo(first.digest());
        // BuildKit calls a FROM step done and never cached.
        assertThat(again.detail(Stage.BUILD, StageStatus.SUCCEEDED)).isEqualTo("2 steps, 1 cached");
    }

    @Test
    void stepsAndLayersAreToldWithoutSecrets() {
        Leases lease =
                setup.build(
                                "facts",
                                "RUN head -c 3000000 /dev/urandom > /big # canary-in-a-step",
                                "RUN true")
                        .withSecrets(List.of(new BuildSecret("TOKEN", "canary-in-a-step")));
        BuildFacts first = facts(setup.offer(lease.lease()));
        await().atMost(LIMIT).until(() -> setup.worker().runningBuilds() == 0);
        BuildFacts again = facts(setup.offer(lease.again().lease()));

        assertThat(first.steps()).hasSize(3);
        assertThat(first.steps().get(0).instruction()).contains("FROM").contains("debian");
        assertThat(first.steps().get(1).instruction()).contains("RUN head -c 3000000");
        assertThat(first.steps().get(1).cached()).isFalse();
        assertThat(first.steps().get(1).seconds()).isNotNull();
        assertThat(again.steps().get(1).cached()).isTrue();
        assertThat(again.steps().get(1).seconds()).isNull();
        BuildFacts.Image image = Objects.requireNonNull(first.image());
        assertThat(image.layers()).isEqualTo(2);
        assertThat(image.largest()).hasSize(2);
        assertThat(image.largest().get(1).bytes()).isBetween(3_000_000L, 3_100_000L);
        assertThat(image.largest().get(1).instruction()).startsWith("RUN").contains("head -c");
        assertThat(image.bytes())
                .isEqualTo(image.largest().stream().mapToLong(BuildFacts.Layer::bytes).sum());
        assertThat(first + "" + again).doesNotContain("canary-in-a-step");
    }

    private static BuildFacts facts(SimulatedBuild build) {
        WorkerSetup.pushed(build);
        return Objects.requireNonNull(build.facts());
    }

    @Test
    void anInspectionTellsThePlanAndBuildsNothing() {
        SimulatedBuild build =
                setup.offer(
                        setup.build("inspect", "RUN false").withKind(LeaseKind.INSPECT).lease());

        assertThat(WorkerSetup.outcome(build)).isInstanceOf(BuildOutcome.Inspected.class);
        assertThat(build.has(Stage.BUILD, StageStatus.STARTED)).isFalse();
    }

    @Test
    void whatCannotBePlannedFailsInDetectWithAdvice() {
        GitRepository repository = setup.git().repository("nothing");
        repository.file("notes.txt", "hello").push("Nothing to run");

        Cause cause = WorkerSetup.failure(setup.offer(setup.lease(repository).lease()));

        assertThat(cause.stage()).isEqualTo(Stage.DETECT);
        assertThat(cause.message()).contains("package.json");
        assertThat(cause.hint()).isNotBlank();
    }

    @Test
    void aFailingStepIsExplainedWithItsLastLines() {
        SimulatedBuild build =
                setup.offer(
                        setup.build("fails", "RUN echo about to fail && no-such-program").lease());

        Cause cause = WorkerSetup.failure(build);

        assertThat(cause.code()).isEqualTo("build_command_not_found");
        assertThat(cause.lastLines()).anyMatch(line -> line.contains("about to fail"));
        String telling =
                build.lines()
                        .get(Math.toIntExact(Objects.requireNonNull(cause.logLine())) - 1)
                        .text();
        assertThat(telling).contains("no-such-program").contains("not found");
        assertThat(cause.lastLines().get(Objects.requireNonNull(cause.tellingLine()) - 1))
                .isEqualTo(telling);
        BuildFacts facts = Objects.requireNonNull(build.facts());
        assertThat(facts.image()).isNull();
        assertThat(facts.steps().getLast().seconds()).isNull();
        assertThat(build.detail(Stage.BUILD, StageStatus.FAILED)).isEqualTo(cause.message());
    }

    @Test
    void aMissingFileIsExplained() {
        assertThat(
                        WorkerSetup.failure(
                                        setup.offer(setup.build("copy", "COPY nothing /").lease()))
                                .code())
                .isEqualTo("build_file_not_found");
    }

    @Test
    void aBrokenDockerfileIsExplained() {
        assertThat(WorkerSetup.failure(setup.offer(setup.build("broken", "RUNN x").lease())).code())
                .isIn("build_dockerfile_invalid", "dockerfile_invalid");
    }

    @Test
    void aDeadRegistryIsNotTheUsersFault() {
        Leases lease = setup.build("dead", "RUN true");
        SimulatedBuild build = setup.offer(Leases.of(lease.source().url(), "127.0.0.1:1").lease());

        BuildOutcome outcome = WorkerSetup.outcome(build);

        assertThat(outcome).isInstanceOf(BuildOutcome.Broken.class);
        assertThat(((BuildOutcome.Broken) outcome).cause().code())
                .isEqualTo("registry_unavailable");
    }

    @Test
    void aCredentialIsRedactedFromWhatGitSays() {
        Leases lease =
                Leases.of(
                                "git://127.0.0.1:" + setup.git().port() + "/top-secret-name.git",
                                "127.0.0.1:1")
                        .withCredential(
                                new GitCredential(
                                        GitCredential.Kind.PASSWORD, "u", "top-secret-name"));

        SimulatedBuild build = setup.offer(lease.lease());

        WorkerSetup.failure(build);
        assertThat(build.text() + build.outcome()).doesNotContain("top-secret-name");
    }

    @Test
    void aFloodOfOutputDoesNotDrownTheLog() {
        SimulatedBuild build =
                setup.offer(
                        setup.build(
                                        "flood",
                                        "RUN perl -e 'print \"x\" x 99, \"\\n\" for 1 .. 2000000'")
                                .lease());

        WorkerSetup.pushed(build);
        assertThat(build.text().length()).isLessThan(100_000_000);
    }
}
