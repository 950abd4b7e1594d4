package dev.autostack.worker.engine;

import dev.autostack.worker.process.Command;
import dev.autostack.worker.process.OutputSink;
import dev.autostack.worker.process.Processes;
import dev.autostack.worker.process.Programs;
import dev.autostack.worker.process.RunningProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * containerd and dockerd of one dedicated engine. They end when the worker ends, however it ends.
 * Nothing of the host's engine is shared: data, sockets, state, bridge, configuration.
 */
final class EngineDaemons {
    private static final Logger LOG = LoggerFactory.getLogger(EngineDaemons.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final int KEPT_LINES = 30;

    private final Processes processes;
    private final Layout layout;
    private final String work;
    private final LongConsumer placement;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private @Nullable RunningProcess containerd;
    private @Nullable RunningProcess dockerd;

    /**
     * @param data on the engine's own disk
     * @param run for sockets and state, emptied at each start
     */
    record Layout(
            Path data, Path run, String bridge, String cgroupParent, RegistrySettings registries) {
        Path socket() {
            return run.resolve("docker.sock");
        }
    }

    /**
     * @param placement gets the process id of each daemon as soon as it is started
     */
    EngineDaemons(Processes processes, Layout layout, String work, LongConsumer placement) {
        this.processes = processes;
        this.layout = layout;
        this.work = work;
        this.placement = placement;
    }

    /** What this host lacks for an engine of our own, or null. */
    static @Nullable String missing() {
        for (String program : List.of("dockerd", "containerd", "runc", "ip", "iptables")) {
            if (Programs.find(program) == null) {
                return "the program " + program + " is missing";
            }
        }
        return null;
    }

    void start(EngineApi api) {
        try {
            Files.createDirectories(layout.run());
            Path containerdFile = layout.run().resolve("containerd.toml");
            Files.writeString(containerdFile, containerdConfiguration());
            containerd =
                    daemon(List.of(program("containerd"), "--config", containerdFile.toString()));
            Path containerdSocket = layout.run().resolve("containerd.sock");
            await("containerd", containerd, () -> Files.exists(containerdSocket));
            Path dockerdFile = layout.run().resolve("dockerd.json");
            Files.writeString(dockerdFile, layout.registries().configuration());
            dockerd = daemon(dockerdArguments(dockerdFile, containerdSocket));
            await("dockerd", dockerd, () -> Files.exists(layout.socket()) && api.answers());
        } catch (IOException e) {
            throw new UncheckedIOException("The engine's settings cannot be written", e);
        }
    }

    boolean areAlive() {
        return containerd != null && containerd.isAlive() && dockerd != null && dockerd.isAlive();
    }

    private RunningProcess daemon(List<String> arguments) {
        RunningProcess started =
                processes.startDaemon(
                        new Command(arguments, layout.run(), Processes.plainEnvironment()),
                        work,
                        this::keep);
        placement.accept(started.pid());
        return started;
    }

    private void keep(OutputSink.Pipe pipe, String line) {
        LOG.debug("{}: {}", work, line);
        synchronized (lastLines) {
            lastLines.addLast(line);
            if (lastLines.size() > KEPT_LINES) {
                lastLines.removeFirst();
            }
        }
    }

    private void await(String name, RunningProcess process, BooleanSupplier ready) {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        try {
            while (!ready.getAsBoolean()) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new EngineUnavailable(
                            process.isAlive()
                                    ? "does not answer: " + name + " is slow to start"
                                    : "does not start: " + name + " ended",
                            new IllegalStateException(lastOutput()));
                }
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineUnavailable("was interrupted while it started", e);
        }
    }

    private String lastOutput() {
        synchronized (lastLines) {
            return String.join("\n", lastLines);
        }
    }

    void stop() {
        RunningProcess engine = dockerd;
        if (engine != null) {
            engine.kill(STOP_GRACE);
        }
        RunningProcess runtime = containerd;
        if (runtime != null) {
            runtime.kill(STOP_GRACE);
        }
        dockerd = null;
        containerd = null;
        processes.killAll(work);
    }

    private static String program(String name) {
        Path path = Programs.find(name);
        if (path == null) {
            throw new EngineUnavailable("lacks the program " + name, null);
        }
        return path.toString();
    }

    private String containerdConfiguration() {
        return """
        version = 2
        root = "%s"
        state = "%s"
        disabled_plugins = ["io.containerd.grpc.v1.cri"]
        [debug]
          level = "warn"
        [grpc]
          address = "%s"
        """
                .formatted(
                        layout.data().resolve("containerd"),
                        layout.run().resolve("containerd"),
                        layout.run().resolve("containerd.sock"));
    }

    private List<String> dockerdArguments(Path configuration, Path containerdSocket) {
        return List.of(
                program("dockerd"),
                "--config-file=" + configuration,
                "--containerd=" + containerdSocket,
                "--data-root=" + layout.data().resolve("docker"),
                "--exec-root=" + layout.run().resolve("docker"),
                "--pidfile=" + layout.run().resolve("dockerd.pid"),
                "--host=unix://" + layout.socket(),
                "--cgroup-parent=" + layout.cgroupParent(),
                "--exec-opt=native.cgroupdriver=cgroupfs",
                "--bridge=" + layout.bridge(),
                "--iptables=false",
                "--ip6tables=false",
                "--ip-masq=false",
                "--userland-proxy=false",
                "--log-level=warn");
    }
}
