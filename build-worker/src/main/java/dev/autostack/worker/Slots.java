package dev.autostack.worker;

import dev.autostack.worker.engine.BuildEngine;
import dev.autostack.worker.engine.SharedEngine;
import dev.autostack.worker.image.BuildkitBuilder;
import dev.autostack.worker.image.DockerCli;
import dev.autostack.worker.image.ImageBuilder;
import dev.autostack.worker.process.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The slots of a worker. A build gets the free one whose cache knows its project. */
final class Slots implements AutoCloseable {
    private final List<Slot> all;
    private final List<Slot> free;

    private Slots(List<Slot> all) {
        this.all = List.copyOf(all);
        this.free = new ArrayList<>(all);
    }

    static Slots of(WorkerConfig config, String owner, Processes processes) {
        Path configuration = config.data().resolve("docker");
        try {
            Files.createDirectories(configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DockerCli cli = DockerCli.find(processes, config.engine().cli(), configuration);
        if (cli == null) {
            throw new IllegalStateException("No docker client with BuildKit was found.");
        }
        List<Slot> slots = new ArrayList<>();
        for (int number = 0; number < config.slots(); number++) {
            BuildEngine engine = new SharedEngine(config.engine().socket());
            ImageBuilder builder = new BuildkitBuilder(cli, engine.api().socket());
            slots.add(new Slot(number, engine, builder));
        }
        return new Slots(slots);
    }

    synchronized void awaitFree() throws InterruptedException {
        while (free.isEmpty()) {
            wait();
        }
    }

    /** The free slot that built this scope last, else one that built nothing yet, else any. */
    synchronized Slot take(String scope) throws InterruptedException {
        awaitFree();
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

    synchronized void giveBack(Slot slot) {
        free.add(slot);
        notifyAll();
    }

    @Override
    public void close() {
        all.forEach(slot -> slot.engine().close());
    }
}
