package dev.autostack.worker.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.Cause;
import dev.autostack.worker.BuildWorker;
import dev.autostack.worker.WorkerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A real worker with real surroundings and a simulated control plane, below one folder. */
public final class WorkerSetup implements AutoCloseable {
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(6);

    private final SimulatedControlPlane controlPlane = new SimulatedControlPlane();
    private final GitServer git;
    private final RegistryServer registry;
    private final WorkerConfig config;
    private BuildWorker worker;

    /** Starts everything; the worker has dedicated engines where the host allows it. */
    public WorkerSetup(Path folder, UnaryOperator<WorkerConfig> changes) {
        try {
            git = new GitServer(Files.createDirectories(folder.resolve("git")));
            registry = new RegistryServer(folder.resolve("registry"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        WorkerConfig standard =
                WorkerConfig.standard(controlPlane.uri(), folder.resolve("worker"), "test worker");
        config =
                changes.apply(
                        standard.withEnrolmentToken(SimulatedControlPlane.TOKEN)
                                .withSources(
                                        new WorkerConfig.Sources(
                                                Set.of("127.0.0.1"),
                                                standard.sources().limits(),
                                                standard.sources().environment()))
                                .withTiming(Duration.ofMillis(500), Duration.ofSeconds(1)));
        worker = new BuildWorker(config);
        worker.start();
    }

    public SimulatedControlPlane controlPlane() {
        return controlPlane;
    }

    public GitServer git() {
        return git;
    }

    public RegistryServer registry() {
        return registry;
    }

    public WorkerConfig config() {
        return config;
    }

    public BuildWorker worker() {
        return worker;
    }

    /** A new worker over the same data folder. */
    public void restart() {
        worker.close();
        worker = new BuildWorker(config);
        worker.start();
    }

    /** A repository with this Dockerfile and one commit. */
    public GitRepository repository(String name, String dockerfile) {
        GitRepository repository = git.repository(name);
        repository.file("Dockerfile", dockerfile).push("First");
        return repository;
    }

    public Leases lease(GitRepository repository) {
        return Leases.of(git.url(repository), registry.address());
    }

    public SimulatedBuild offer(BuildLease lease) {
        return controlPlane.offer(lease);
    }

    /** A build of a repository with these instructions in its Dockerfile. */
    public Leases build(String name, String... instructions) {
        return lease(
                repository(
                        name,
                        "FROM debian:bookworm-slim\n"
                                + String.join("\n", instructions)
                                + "\nEXPOSE 80\n"));
    }

    /** Waits for the end of a build that fails. */
    public static Cause failure(SimulatedBuild build) {
        BuildOutcome outcome = outcome(build);
        assertThat(outcome).as(build.text()).isInstanceOf(BuildOutcome.Failed.class);
        return ((BuildOutcome.Failed) outcome).cause();
    }

    /** Waits for the end of a build that succeeds. */
    public static BuildOutcome.Pushed pushed(SimulatedBuild build) {
        BuildOutcome outcome = outcome(build);
        assertThat(outcome).as(build.text()).isInstanceOf(BuildOutcome.Pushed.class);
        return (BuildOutcome.Pushed) outcome;
    }

    /** Waits for the end of a build. */
    public static BuildOutcome outcome(SimulatedBuild build) {
        await().atMost(BUILD_LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> build.outcome() != null);
        return Objects.requireNonNull(build.outcome());
    }

    /** Processes of the host whose command line holds these words. */
    public static List<String> processes(String words) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(words))
                .toList();
    }

    /** What is left of any build in the worker's folders. */
    public List<Path> leftovers() {
        try (Stream<Path> work = Files.list(config.data().resolve("work"))) {
            return work.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        worker.close();
        registry.close();
        git.close();
        controlPlane.close();
    }
}
