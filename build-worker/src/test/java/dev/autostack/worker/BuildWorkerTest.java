package dev.autostack.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import dev.autostack.worker.testing.GitRepository;
import dev.autostack.worker.testing.SimulatedBuild;
import dev.autostack.worker.testing.WorkerSetup;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way against a real Git daemon, engine and registry. */
class BuildWorkerTest {
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

    @Test
    void aRepositoryWithADockerfileBecomesAPushedImage() {
        GitRepository repository = setup.git().repository("app");
        repository.file(
                "Dockerfile", "FROM debian:bookworm-slim\nRUN echo made > /made\nEXPOSE 8080\n");
        String sha = repository.push("Say \"hello\"");

        SimulatedBuild build = setup.offer(setup.lease(repository).lease());

        assertThat(WorkerSetup.outcome(build))
                .as(build.text())
                .isInstanceOf(BuildOutcome.Pushed.class);
        BuildOutcome.Pushed pushed = (BuildOutcome.Pushed) WorkerSetup.outcome(build);
        assertThat(setup.registry().manifestStatus(pushed.repository(), pushed.digest()))
                .isEqualTo(200);
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
