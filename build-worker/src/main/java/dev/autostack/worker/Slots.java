package dev.autostack.worker;

import dev.autostack.worker.engine.BuildEngine;
import dev.autostack.worker.engine.DedicatedEngine;
import dev.autostack.worker.engine.EngineUnavailable;
import dev.autostack.worker.engine.SharedEngine;
import dev.autostack.worker.image.BuildkitBuilder;
import dev.autostack.worker.image.ClassicBuilder;
import dev.autostack.worker.image.DockerCli;
import dev.autostack.worker.image.ImageBuilder;
import dev.autostack.worker.process.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slots of a worker. A build gets the free one whose cache knows its project, and waits a
 * moment for that: a build offered right after the end of another finds it still being cleared.
 */
final class Slots implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Slots.class);

    /** Clearing takes a fraction of this; what builds for longer is not waited for. */
    private static final Duration CLEARING = Duration.ofSeconds(2);

    private final List<Slot> all;
    private final List<Slot> free;

    private final Duration clearing;

    Slots(List<Slot> all, Duration clearing) {
        this.all = List.copyOf(all);
        this.clearing = clearing;
        this.free = new ArrayList<>(all);
    }

    /**
     * @throws IllegalStateException when the mode is impossible on this host
     */
    static void check(WorkerConfig.EngineMode mode) {
        String reason = DedicatedEngine.impossible();
        if (mode == WorkerConfig.EngineMode.DEDICATED && reason != null) {
            throw new IllegalStateException("No dedicated build engine: " + reason + ".");
        }
    }

    /**
     * Finds the client and starts the first engine; the others start when they are needed.
     *
     * @throws EngineUnavailable when nothing here can build
     */
    static Slots of(WorkerConfig config, String owner, Processes processes) {
        Path configuration = folder(config.data().resolve("docker"));
        DockerCli cli = DockerCli.find(processes, config.engine().cli(), configuration);
        WorkerConfig.EngineMode mode = config.engine().mode();
        String reason =
                mode == WorkerConfig.EngineMode.SHARED
                        ? "the worker is told to share"
                        : DedicatedEngine.impossible();
        if (reason == null) {
            List<BuildEngine> dedicated = dedicated(config, owner, processes);
            try {
                dedicated.getFirst().start();
                return slots(dedicated, cli);
            } catch (RuntimeException e) {
                dedicated.forEach(BuildEngine::close);
                boolean broken =
                        e instanceof EngineUnavailable || e instanceof UncheckedIOException;
                if (!broken || mode == WorkerConfig.EngineMode.DEDICATED) {
                    throw e;
                }
                LOG.error("a dedicated engine does not work here", e);
                reason = "a dedicated engine " + e.getMessage();
            }
        }
        LOG.warn(
                "Builds run in the host's Docker Engine, without memory and process limits: {}.",
                reason);
        List<BuildEngine> shared = new ArrayList<>();
        for (int number = 0; number < config.slots(); number++) {
            shared.add(new SharedEngine(config.engine().socket()));
        }
        shared.getFirst().start();
        return slots(shared, cli);
    }

    private static Slots slots(List<BuildEngine> engines, @Nullable DockerCli cli) {
        List<Slot> slots = new ArrayList<>();
        for (BuildEngine engine : engines) {
            ImageBuilder builder =
                    cli == null
                            ? new ClassicBuilder(engine.api())
                            : new BuildkitBuilder(cli, engine.api().socket());
            slots.add(new Slot(slots.size(), engine, builder));
        }
        return new Slots(slots, CLEARING);
    }

    private static List<BuildEngine> dedicated(
            WorkerConfig config, String owner, Processes processes) {
        List<BuildEngine> engines = new ArrayList<>();
        for (int number = 0; number < config.slots(); number++) {
            engines.add(
                    new DedicatedEngine(
                            new DedicatedEngine.Parts(
                                    config.data().resolve("engine-" + number),
                                    owner,
                                    number,
                                    config.engine().diskBytes(),
                                    config.engine().allowedNetworks()),
                            config.engine().socket(),
                            processes));
        }
        return engines;
    }

    private static Path folder(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be made", e);
        }
    }

    synchronized void awaitFree() throws InterruptedException {
        while (free.isEmpty()) {
            wait();
        }
    }

    /** The free slot that built this scope last, else one that built nothing yet, else any. */
    synchronized Slot take(String scope) throws InterruptedException {
        awaitFree();
        awaitCleared(scope);
        Slot best = free.getFirst();
        for (Slot slot : free) {
            if (scope.equals(slot.lastScope())) {
                best = slot;
                break;
            }
            if (slot.lastScope() == null && best.lastScope() != null) {
                best = slot;
            }
        }
        free.remove(best);
        return best;
    }

    private void awaitCleared(String scope) throws InterruptedException {
        long end = System.nanoTime() + clearing.toNanos();
        while (all.stream().anyMatch(slot -> scope.equals(slot.lastScope()))
                && free.stream().noneMatch(slot -> scope.equals(slot.lastScope()))) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    synchronized void giveBack(Slot slot) {
        free.add(slot);
        notifyAll();
    }

    @Override
    public void close() {
        all.forEach(slot -> slot.engine().close());
    }
}
