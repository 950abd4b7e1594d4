package dev.autostack.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import dev.autostack.worker.testing.GitRepository;
import dev.autostack.worker.testing.GitServer;
import dev.autostack.worker.testing.Leases;
import dev.autostack.worker.testing.RegistryServer;
import dev.autostack.worker.testing.SimulatedBuild;
import dev.autostack.worker.testing.SimulatedControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way against a real Git daemon, engine and registry. */
class BuildWorkerTest {
    @TempDir Path folder;
    private final SimulatedControlPlane controlPlane = new SimulatedControlPlane();
    private GitServer git;
    private RegistryServer registry;
    private BuildWorker worker;

    @BeforeEach
    void start() throws Exception {
        git = new GitServer(Files.createDirectory(folder.resolve("git")));
        registry = new RegistryServer(folder.resolve("registry"));
        WorkerConfig standard =
                WorkerConfig.standard(controlPlane.uri(), folder.resolve("worker"), "test worker");
        worker =
                new BuildWorker(
                        standard.withEnrolmentToken(SimulatedControlPlane.TOKEN)
                                .withSources(
                                        new WorkerConfig.Sources(
                                                Set.of("127.0.0.1"),
                                                standard.sources().limits(),
                                                standard.sources().environment())));
        worker.start();
    }

    @AfterEach
    void stop() {
        worker.close();
        registry.close();
        git.close();
        controlPlane.close();
    }

    private static BuildOutcome outcome(SimulatedBuild build) {
        await().atMost(Duration.ofSeconds(90)).until(() -> build.outcome() != null);
        return java.util.Objects.requireNonNull(build.outcome());
    }

    @Test
    void aRepositoryWithADockerfileBecomesAPushedImage() {
        GitRepository repository = git.repository("app");
        repository.file(
                "Dockerfile", "FROM debian:bookworm-slim\nRUN echo made > /made\nEXPOSE 8080\n");
        String sha = repository.push("Say \"hello\"");

        SimulatedBuild build =
                controlPlane.offer(Leases.of(git.url(repository), registry.address()).lease());

        assertThat(outcome(build)).isInstanceOf(BuildOutcome.Pushed.class);
        BuildOutcome.Pushed pushed = (BuildOutcome.Pushed) outcome(build);
        assertThat(registry.manifestStatus(pushed.repository(), pushed.digest())).isEqualTo(200);
        assertThat(pushed.commit().sha()).isEqualTo(sha);
        assertThat(pushed.commit().subject()).isEqualTo("Say \"hello\"");
        assertThat(pushed.run().port()).isEqualTo(8080);
        assertThat(pushed.sizeBytes()).isGreaterThan(1_000_000);
        assertThat(build.detail(Stage.CLONE, StageStatus.SUCCEEDED))
                .isEqualTo(sha.substring(0, 7) + " \"Say \"hello\"\"");
        assertThat(build.has(Stage.DETECT, StageStatus.SUCCEEDED)).isTrue();
        assertThat(build.has(Stage.BUILD, StageStatus.SUCCEEDED)).isTrue();
        assertThat(build.has(Stage.PUSH, StageStatus.SUCCEEDED)).isTrue();
        assertThat(build.text()).contains("RUN echo made > /made");
    }
}
