package dev.autostack.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.protocol.BuildFacts;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.BuildSecret;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import dev.autostack.worker.testing.GitRepository;
import dev.autostack.worker.testing.Leases;
import dev.autostack.worker.testing.SimulatedBuild;
import dev.autostack.worker.testing.SimulatedControlPlane.Fault;
import dev.autostack.worker.testing.Tool;
import dev.autostack.worker.testing.WorkerSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same source and the same plan are never built twice, and anything else is. */
class BuildReuseTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String DOCKERFILE =
            """
            FROM debian:bookworm-slim
            ARG COLOUR
            COPY . /app
            RUN head -c 16 /dev/urandom > /random; echo "built $COLOUR"
            EXPOSE 80
            """;

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

    private static Leases lease(GitRepository repository) {
        return setup.lease(repository).withSalt("salt of the project");
    }

    private static SimulatedBuild run(Leases lease) {
        SimulatedBuild build = setup.offer(lease.lease());
        BuildOutcome outcome = WorkerSetup.outcome(build);
        assertThat(outcome).as(build.text()).isInstanceOf(BuildOutcome.Pushed.class);
        return build;
    }

    private static BuildOutcome.Pushed pushed(SimulatedBuild build) {
        return (BuildOutcome.Pushed) WorkerSetup.outcome(build);
    }

    private static void assertReused(SimulatedBuild build, SimulatedBuild of) {
        assertThat(pushed(build).reusedBuildId()).as(build.text()).isEqualTo(of.id());
        assertThat(pushed(build).digest()).isEqualTo(pushed(of).digest());
        assertThat(pushed(build).sizeBytes()).isEqualTo(pushed(of).sizeBytes());
        assertThat(build.has(Stage.PUSH, StageStatus.STARTED)).isFalse();
        assertThat(build.detail(Stage.BUILD, StageStatus.SUCCEEDED)).contains("#12");
        assertThat(build.text()).contains("Nothing is built").contains("#12");
    }

    private static void assertBuilt(SimulatedBuild build) {
        assertThat(pushed(build).reusedBuildId()).as(build.text()).isNull();
        assertThat(build.has(Stage.PUSH, StageStatus.SUCCEEDED)).isTrue();
    }

    @Test
    void anEqualSourceIsNotBuiltAgainAlsoUnderAnotherCommit() {
        GitRepository repository = setup.repository("again", DOCKERFILE);
        Leases lease = lease(repository);
        SimulatedBuild first = run(lease);
        assertBuilt(first);

        assertReused(run(lease.again()), first);

        repository.push("An empty commit");
        SimulatedBuild other = run(lease.again());
        assertReused(other, first);
        assertThat(pushed(other).commit().subject()).isEqualTo("An empty commit");

        repository.file("more.txt", "more").push("More");
        assertBuilt(run(lease.again()));
    }

    @Test
    void whatStandsOutsideOfTheRootDirectoryDoesNotCount() {
        GitRepository repository = setup.git().repository("rooted");
        repository.file("app/Dockerfile", DOCKERFILE).push("First");
        Leases lease = lease(repository);
        var source = lease.source();
        lease =
                lease.withSource(
                        new dev.autostack.protocol.SourceSpec(
                                source.url(), null, null, "app", false, null));
        SimulatedBuild first = run(lease);

        repository.file("README.md", "words").push("Words");
        assertReused(run(lease.again()), first);

        repository.file("app/deep/er.txt", "deeper").push("Deeper");
        assertBuilt(run(lease.again()));
    }

    @Test
    void aChangedVariableSecretOrDockerfileIsBuilt() {
        GitRepository repository = setup.repository("changed", DOCKERFILE);
        Leases lease =
                lease(repository)
                        .withVariables(Map.of("COLOUR", "red"))
                        .withSecrets(List.of(new BuildSecret("TOKEN", "one-secret-value")));
        SimulatedBuild first = run(lease);
        assertReused(run(lease.again()), first);

        SimulatedBuild blue = run(lease.again().withVariables(Map.of("COLOUR", "blue")));
        assertBuilt(blue);
        assertThat(pushed(blue).digest()).isNotEqualTo(pushed(first).digest());
        assertBuilt(
                run(
                        lease.again()
                                .withSecrets(
                                        List.of(new BuildSecret("TOKEN", "two-secret-value")))));
        assertThat(first.contentKey()).doesNotContain("red").hasSize(64);

        repository.file("Dockerfile", DOCKERFILE + "LABEL a=b\n").push("A label");
        assertBuilt(run(lease.again()));
    }

    @Test
    void aBaseImageThatMovedOnIsBuiltUpon() {
        String base = "autostack-test-base-" + UUID.randomUUID() + ":1";
        try {
            Tool.run(folder, Map.of(), "docker", "tag", "debian:bookworm-slim", base);
            GitRepository repository =
                    setup.repository("base", DOCKERFILE.replace("debian:bookworm-slim", base));
            Leases lease = lease(repository);
            SimulatedBuild first = run(lease);
            assertReused(run(lease.again()), first);

            String container =
                    Tool.run(folder, Map.of(), "docker", "create", "debian:bookworm-slim", "true");
            Tool.run(folder, Map.of(), "docker", "commit", container, base);
            Tool.run(folder, Map.of(), "docker", "rm", container);

            assertBuilt(run(lease.again()));
        } finally {
            Tool.run(folder, Map.of(), "docker", "rmi", "--force", base);
        }
    }

    @Test
    void anImageThatLeftTheRegistryIsBuiltAgain() {
        Leases lease = lease(setup.repository("vanished", DOCKERFILE));
        SimulatedBuild first = run(lease);
        setup.registry().delete("apps/" + lease.project(), pushed(first).digest());

        SimulatedBuild second = run(lease.again());

        assertBuilt(second);
        assertThat(second.text()).contains("the registry does not have its image any more");
        assertThat(
                        setup.registry()
                                .manifestStatus("apps/" + lease.project(), pushed(second).digest()))
                .isEqualTo(200);
    }

    @Test
    void anotherProjectIsBuiltForItself() {
        Leases lease = lease(setup.repository("strangers", DOCKERFILE));
        run(lease);

        assertBuilt(run(lease.again().ofProject(UUID.randomUUID())));
    }

    @Test
    void aBuildWithoutTheCacheRunsEveryStep() {
        Leases lease = lease(setup.repository("forced", DOCKERFILE));
        SimulatedBuild first = run(lease);

        SimulatedBuild forced = run(lease.again().forced());

        assertBuilt(forced);
        assertThat(pushed(forced).digest()).isNotEqualTo(pushed(first).digest());
        // The base image is not a step that runs.
        assertThat(Objects.requireNonNull(forced.facts()).steps())
                .filteredOn(step -> !step.instruction().contains("FROM"))
                .hasSize(2)
                .noneMatch(BuildFacts.Step::cached);
        assertThat(forced.contentKey()).isEqualTo(first.contentKey());
    }

    @Test
    void aBuildGoesOnWhenNobodyAnswersWhetherItIsNeeded() {
        Leases lease = lease(setup.repository("silent", DOCKERFILE));
        run(lease);
        setup.controlPlane().fault("content", Fault.DROP);
        try {
            SimulatedBuild second = setup.offer(lease.again().lease());
            await().atMost(LIMIT).until(() -> second.outcome() != null);
            assertBuilt(second);
        } finally {
            setup.controlPlane().fault("content", Fault.NONE);
        }
    }
}
