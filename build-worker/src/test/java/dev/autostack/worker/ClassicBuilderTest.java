package dev.autostack.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.BuildSecret;
import dev.autostack.worker.testing.GitRepository;
import dev.autostack.worker.testing.Leases;
import dev.autostack.worker.testing.SimulatedBuild;
import dev.autostack.worker.testing.WorkerSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker whose docker client knows no BuildKit: the engine's old builder is the last resort. */
class ClassicBuilderTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir static Path folder;
    private static WorkerSetup setup;

    @BeforeAll
    static void start() {
        setup =
                new WorkerSetup(
                        folder,
                        config ->
                                config.withEngine(
                                        new WorkerConfig.Engine(
                                                config.engine().mode(),
                                                config.engine().socket(),
                                                Path.of("/bin/false"),
                                                config.engine().diskBytes(),
                                                config.engine().allowedNetworks(),
                                                null)));
    }

    @AfterAll
    static void stop() {
        setup.close();
    }

    private static Leases build(String name, String run) {
        return setup.lease(
                setup.repository(
                        name, "FROM debian:bookworm-slim\nARG WORD\nRUN " + run + "\nEXPOSE 80\n"));
    }

    @Test
    void itBuildsAndSaysThatItIsTheLastResort() {
        SimulatedBuild build =
                setup.offer(
                        build("old", "echo the word is $WORD")
                                .withVariables(Map.of("WORD", "hello"))
                                .lease());

        assertThat(WorkerSetup.outcome(build))
                .as(build.text())
                .isInstanceOf(BuildOutcome.Pushed.class);
        assertThat(build.text()).contains("the engine's old builder").contains("the word is hello");
    }

    @Test
    void itBuildsFromAGeneratedDockerfileWithCacheMounts() {
        GitRepository repository = setup.git().repository("generated");
        repository
                .file(
                        "package.json",
                        """
                        {"name": "old", "scripts": {"start": "node server.js"},
                         "dependencies": {}}
                        """)
                .file("server.js", "require('http').createServer().listen(process.env.PORT);\n")
                .push("First");

        SimulatedBuild build = setup.offer(setup.lease(repository).lease());

        assertThat(WorkerSetup.outcome(build))
                .as(build.text())
                .isInstanceOf(BuildOutcome.Pushed.class);
        assertThat(build.text()).contains("the engine's old builder");
    }

    @Test
    void itSendsNeitherWhatIsIgnoredNorTheDockerfile() {
        GitRepository repository = setup.git().repository("ignoring");
        repository
                .file(
                        "Dockerfile",
                        """
                        FROM debian:bookworm-slim
                        COPY . /app
                        RUN find /app -mindepth 1 -printf '%P %y%m\\n'
                        EXPOSE 80
                        """)
                .file(".dockerignore", "notes/*\n!notes/keep.txt\nDockerfile\n.dockerignore\n")
                .file("notes/a.txt", "a")
                .file("notes/keep.txt", "keep")
                .push("First");

        SimulatedBuild build = setup.offer(setup.lease(repository).lease());

        assertThat(WorkerSetup.outcome(build))
                .as(build.text())
                .isInstanceOf(BuildOutcome.Pushed.class);
        assertThat(build.lines())
                .extracting(line -> line.text())
                .contains("notes d755", "notes/keep.txt f644")
                .noneMatch(text ->
                        text.matches("(notes/a|Dockerfile|\\.autostack|\\.docker).* f\\d+"));
    }

    @Test
    void aStepThatFailsEndsWithItsExitCode() {
        SimulatedBuild build = setup.offer(build("failing", "echo alas && exit 7").lease());

        BuildOutcome outcome = WorkerSetup.outcome(build);
        assertThat(outcome).as(build.text()).isInstanceOf(BuildOutcome.Failed.class);
        assertThat(((BuildOutcome.Failed) outcome).cause().message()).contains("7");
        assertThat(build.text()).contains("alas");
    }

    @Test
    void itRefusesSecretsRatherThanPutThemIntoLayers() {
        SimulatedBuild build =
                setup.offer(
                        build("secret", "true")
                                .withSecrets(List.of(new BuildSecret("TOKEN", "canary-4711-token")))
                                .lease());

        BuildOutcome outcome = WorkerSetup.outcome(build);
        assertThat(outcome).isInstanceOf(BuildOutcome.Failed.class);
        assertThat(((BuildOutcome.Failed) outcome).cause().code())
                .isEqualTo("build_secrets_unsupported");
    }

    @Test
    void aCancelEndsItsStep() {
        SimulatedBuild build =
                setup.offer(
                        build("cancel", "echo up && perl -e 'sleep 1 while 1 # classic-build'")
                                .lease());
        await().atMost(LIMIT)
                .until(() -> build.lines().stream().anyMatch(line -> line.text().equals("up")));

        build.cancel();

        assertThat(WorkerSetup.outcome(build)).isEqualTo(new BuildOutcome.Cancelled());
        await().atMost(LIMIT).until(() -> WorkerSetup.processes("# classic-build").isEmpty());
    }
}
