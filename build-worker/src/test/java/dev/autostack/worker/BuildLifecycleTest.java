package dev.autostack.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.BuildSecret;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.GitCredential;
import dev.autostack.protocol.LeaseKind;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import dev.autostack.worker.testing.GitHttpServer;
import dev.autostack.worker.testing.GitRepository;
import dev.autostack.worker.testing.Hostile;
import dev.autostack.worker.testing.Leases;
import dev.autostack.worker.testing.SimulatedBuild;
import dev.autostack.worker.testing.SimulatedControlPlane.Fault;
import dev.autostack.worker.testing.WorkerSetup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

    private static Leases build(String name, String... instructions) {
        String dockerfile =
                "FROM debian:bookworm-slim\n" + String.join("\n", instructions) + "\nEXPOSE 80\n";
        return setup.lease(setup.repository(name, dockerfile));
    }

    private static Cause failure(SimulatedBuild build) {
        BuildOutcome outcome = WorkerSetup.outcome(build);
        assertThat(outcome).as(build.text()).isInstanceOf(BuildOutcome.Failed.class);
        return ((BuildOutcome.Failed) outcome).cause();
    }

    private static BuildOutcome.Pushed pushed(SimulatedBuild build) {
        BuildOutcome outcome = WorkerSetup.outcome(build);
        assertThat(outcome).as(build.text()).isInstanceOf(BuildOutcome.Pushed.class);
        return (BuildOutcome.Pushed) outcome;
    }

    private static void awaitNothingLeft(String words) {
        await().atMost(CANCEL_LIMIT).until(() -> WorkerSetup.processes(words).isEmpty());
        await().atMost(CANCEL_LIMIT).until(() -> setup.worker().runningBuilds() == 0);
        assertThat(setup.leftovers()).isEmpty();
    }

    @Test
    void cancelBeforeAnythingBegan() {
        setup.controlPlane().fault("leases", Fault.UNAVAILABLE);
        SimulatedBuild build = setup.offer(build("early", "RUN sleep 1000").lease());
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
                        build(
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
            SimulatedBuild build = setup.offer(build("push", "RUN echo frozen > /f").lease());
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
                        build("stale", "RUN echo up && perl -e 'sleep 1 while 1 # stale-build'")
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
                build("absent", "RUN for i in 1 2 3 4 5 6; do echo line $i; sleep 0.5; done");
        SimulatedBuild build = setup.offer(lease.lease());
        await().atMost(LIMIT).until(() -> build.text().contains("line 1"));
        calls.forEach(call -> setup.controlPlane().fault(call, Fault.UNAVAILABLE));
        await().atMost(LIMIT)
                .until(() ->
                        setup.controlPlane().faulted("log") >= 3
                                && setup.controlPlane().faulted("heartbeat") >= 3);
        assertThat(build.outcome()).isNull();
        calls.forEach(call -> setup.controlPlane().fault(call, Fault.NONE));

        pushed(build);
        for (int i = 1; i <= 6; i++) {
            String line = "line " + i;
            assertThat(build.lines()).filteredOn(l -> l.text().equals(line)).hasSize(1);
        }
    }

    @Test
    void aLostAnswerToTheEndIsAskedForAgain() {
        setup.controlPlane().fault("finish", Fault.LOST_REPLY);
        SimulatedBuild build = setup.offer(build("lost", "RUN true").lease());
        await().atMost(LIMIT).until(() -> build.finishes() >= 2);

        setup.controlPlane().fault("finish", Fault.NONE);

        pushed(build);
        await().atMost(LIMIT).until(() -> setup.worker().runningBuilds() == 0);
    }

    @Test
    void secretsAreMountsAndAppearNowhere() throws Exception {
        Map<String, String> secrets = new LinkedHashMap<>();
        secrets.put("PLAIN", "canary-plain-4711-value");
        secrets.put("QUOTED", "canary \"q\" 'q' $HOME `id` ; ünïcödé \\ end");
        secrets.put(
                "KEY",
                "-----BEGIN KEY-----\ncanaryLineOneOfTheKey\ncanaryLineTwoOfTheKey\n-----END KEY-----\n");
        StringBuilder run = new StringBuilder("RUN ");
        secrets.keySet().forEach(n -> run.append("--mount=type=secret,id=").append(n).append(' '));
        run.append("for s in ").append(String.join(" ", secrets.keySet()));
        run.append(
                "; do sha256sum /run/secrets/$s; cat /run/secrets/$s; echo; base64 /run/secrets/$s;");
        run.append(" base64 -w0 /run/secrets/$s; echo; done");
        Leases lease =
                build("secrets", run.toString())
                        .withSecrets(
                                secrets.entrySet().stream()
                                        .map(e -> new BuildSecret(e.getKey(), e.getValue()))
                                        .toList());
        List<String> commandLines = Collections.synchronizedList(new ArrayList<>());
        Thread sampler = Thread.ofPlatform().daemon().start(() -> sample(commandLines));

        SimulatedBuild build = setup.offer(lease.lease());
        pushed(build);
        sampler.interrupt();
        sampler.join();

        String everything = build.text() + build.stages() + build.outcome();
        for (Map.Entry<String, String> secret : secrets.entrySet()) {
            assertThat(build.text())
                    .contains(sha256(secret.getValue()) + "  /run/secrets/" + secret.getKey());
            for (String line : secret.getValue().lines().toList()) {
                assertThat(everything).doesNotContain(line);
                assertThat(everything).doesNotContain(base64(line).substring(0, 12));
                assertThat(setup.registry().stores(line)).isFalse();
                assertThat(commandLines).noneMatch(l -> l.contains(line));
            }
        }
        assertThat(commandLines).anyMatch(l -> l.contains("--secret=id=PLAIN"));
        try (var shared = Files.list(Path.of("/dev/shm"))) {
            assertThat(shared.filter(p -> p.toString().contains("autostack-")))
                    .allMatch(BuildLifecycleTest::isEmpty);
        }
    }

    private static boolean isEmpty(Path path) {
        try (var entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    private static void sample(List<String> commandLines) {
        while (!Thread.currentThread().isInterrupted()) {
            ProcessHandle.allProcesses()
                    .forEach(p -> p.info().commandLine().ifPresent(commandLines::add));
            try {
                Thread.sleep(25);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Test
    void variablesArriveByteForByte() throws Exception {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String value : Hostile.list()) {
            // A NUL or half a character is refused; 64 KiB is tried where it does not cost a shell.
            if (!value.contains("\0")
                    && !value.contains(Hostile.LONE_SURROGATE)
                    && value.length() <= 1000) {
                variables.put("V" + variables.size(), value);
            }
        }
        List<String> instructions = new ArrayList<>();
        variables.keySet().forEach(name -> instructions.add("ARG " + name));
        instructions.add(
                "RUN "
                        + variables.keySet().stream()
                                .map(name ->
                                        "printf %s \"$"
                                                + name
                                                + "\" | sha256sum | sed 's/^/"
                                                + name
                                                + " /'")
                                .collect(Collectors.joining("; ")));
        Leases lease =
                build("variables", instructions.toArray(String[]::new)).withVariables(variables);

        SimulatedBuild build = setup.offer(lease.lease());

        pushed(build);
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            assertThat(build.text())
                    .contains(variable.getKey() + " " + sha256(variable.getValue()));
        }
    }

    @Test
    void aVariableThatNoProgramCanTakeIsRefusedWithoutItsValue() {
        for (String value : List.of("a\0b", "x".repeat(200_000))) {
            Cause cause =
                    failure(
                            setup.offer(
                                    build("odd" + value.length(), "RUN true")
                                            .withVariables(Map.of("ODD", value))
                                            .lease()));

            assertThat(cause.code()).isEqualTo("build_variable_invalid");
            assertThat(cause.message()).doesNotContain(value);
        }
    }

    @Test
    void equalSourcesGiveAnEqualDigestFromTheCache() {
        Leases lease = build("same", "RUN date > /date");

        BuildOutcome.Pushed first = pushed(setup.offer(lease.lease()));
        // The slot whose cache knows the project, and not the other one.
        await().atMost(LIMIT).until(() -> setup.worker().runningBuilds() == 0);
        SimulatedBuild again = setup.offer(lease.again().lease());

        assertThat(pushed(again).digest()).isEqualTo(first.digest());
        // BuildKit calls a FROM step done and never cached.
        assertThat(again.detail(Stage.BUILD, StageStatus.SUCCEEDED)).isEqualTo("2 steps, 1 cached");
    }

    @Test
    void anInspectionTellsThePlanAndBuildsNothing() {
        SimulatedBuild build =
                setup.offer(build("inspect", "RUN false").withKind(LeaseKind.INSPECT).lease());

        assertThat(WorkerSetup.outcome(build)).isInstanceOf(BuildOutcome.Inspected.class);
        assertThat(build.has(Stage.BUILD, StageStatus.STARTED)).isFalse();
    }

    @Test
    void whatCannotBePlannedFailsInDetectWithAdvice() {
        GitRepository repository = setup.git().repository("nothing");
        repository.file("notes.txt", "hello").push("Nothing to run");

        Cause cause = failure(setup.offer(setup.lease(repository).lease()));

        assertThat(cause.stage()).isEqualTo(Stage.DETECT);
        assertThat(cause.message()).contains("package.json");
        assertThat(cause.hint()).isNotBlank();
    }

    @Test
    void aFailingStepIsExplainedWithItsLastLines() {
        SimulatedBuild build =
                setup.offer(build("fails", "RUN echo about to fail && no-such-program").lease());

        Cause cause = failure(build);

        assertThat(cause.code()).isEqualTo("build_command_not_found");
        assertThat(cause.lastLines()).anyMatch(line -> line.contains("about to fail"));
        assertThat(build.detail(Stage.BUILD, StageStatus.FAILED)).isEqualTo(cause.message());
    }

    @Test
    void aMissingFileIsExplained() {
        assertThat(failure(setup.offer(build("copy", "COPY nothing /").lease())).code())
                .isEqualTo("build_file_not_found");
    }

    @Test
    void aBrokenDockerfileIsExplained() {
        assertThat(failure(setup.offer(build("broken", "RUNN x").lease())).code())
                .isIn("build_dockerfile_invalid", "dockerfile_invalid");
    }

    @Test
    void aDeadRegistryIsNotTheUsersFault() {
        Leases lease = build("dead", "RUN true");
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

        failure(build);
        assertThat(build.text() + build.outcome()).doesNotContain("top-secret-name");
    }

    @Test
    void aFloodOfOutputDoesNotDrownTheLog() {
        SimulatedBuild build =
                setup.offer(
                        build("flood", "RUN perl -e 'print \"x\" x 99, \"\\n\" for 1 .. 2000000'")
                                .lease());

        pushed(build);
        assertThat(build.text().length()).isLessThan(100_000_000);
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
