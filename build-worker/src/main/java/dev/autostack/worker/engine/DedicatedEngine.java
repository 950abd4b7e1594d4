package dev.autostack.worker.engine;

import dev.autostack.protocol.BuildLimits;
import dev.autostack.protocol.Cause;
import dev.autostack.worker.log.LogWriter;
import dev.autostack.worker.process.Processes;
import dev.autostack.worker.process.StopSignal;
import dev.autostack.worker.source.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Docker Engine of the worker's own for one slot: own disk, own network, and a control group that
 * holds everything a build runs, so that its ceilings are per build. The build cache stays on the
 * disk between builds. Started at first use, in about 0.3 s.
 */
public final class DedicatedEngine implements BuildEngine {
    private static final Logger LOG = LoggerFactory.getLogger(DedicatedEngine.class);

    private final EngineApi hostApi;
    private final EngineApi api;
    private final Cgroups cgroups;
    private final EngineDisk disk;
    private final BuildNetwork network;
    private final Processes processes;
    private final Path run;
    private final String work;

    /** Holds what the builds run, and nothing else: it is killed after each. */
    private final String group;

    private final String ownGroup;
    private final String daemonGroup;
    private final long cacheBytes;
    private final Set<String> uncopyable = new HashSet<>();
    private @Nullable EngineDaemons daemons;

    /**
     * What one engine is made of.
     *
     * @param folder kept between starts
     * @param owner of the worker, eight characters
     * @param allowedNetworks CIDR blocks that builds may reach besides public addresses
     */
    public record Parts(
            Path folder, String owner, int slot, long diskBytes, Set<String> allowedNetworks) {}

    public DedicatedEngine(Parts parts, Path hostSocket, Processes processes) {
        this.hostApi = new EngineApi(hostSocket);
        this.processes = processes;
        this.work = "engine-" + parts.slot();
        this.run = Path.of("/run", "autostack-" + parts.owner(), work);
        this.ownGroup = "/autostack-" + parts.owner();
        this.group = ownGroup + "/" + work;
        this.daemonGroup = ownGroup + "/" + work + "-daemons";
        this.cacheBytes = parts.diskBytes() / 2;
        this.cgroups = requireCgroups();
        HostCommand host = new HostCommand(processes);
        try {
            Files.createDirectories(parts.folder());
        } catch (IOException e) {
            throw new UncheckedIOException("The engine's folder cannot be made", e);
        }
        this.disk = new EngineDisk(host, parts.folder(), parts.diskBytes());
        this.network =
                new BuildNetwork(
                        host,
                        "asb" + parts.owner() + "-" + parts.slot(),
                        parts.folder().resolve("network"),
                        parts.allowedNetworks());
        this.api = new EngineApi(run.resolve("docker.sock"));
    }

    /** Why this host cannot have dedicated engines, or null when it can. */
    public static @Nullable String impossible() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "the worker does not run as root";
        }
        String missing = EngineDaemons.missing();
        if (missing == null) {
            missing = EngineDisk.missing();
        }
        if (missing == null && findCgroups() == null) {
            missing = "there is no writable control group hierarchy";
        }
        return missing;
    }

    private static @Nullable Cgroups findCgroups() {
        try {
            return Cgroups.find(
                    Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return null;
        }
    }

    private static Cgroups requireCgroups() {
        Cgroups found = findCgroups();
        if (found == null) {
            throw new EngineUnavailable("finds no control groups", null);
        }
        return found;
    }

    @Override
    public EngineApi api() {
        return api;
    }

    @Override
    public synchronized void start() {
        EngineDaemons running = daemons;
        if (running != null && running.areAlive() && api.answers()) {
            return;
        }
        long begin = System.nanoTime();
        release();
        disk.open();
        network.open();
        cgroups.create(group);
        // Linux weighs groups and sessions before processes: a nice daemon in a session of its own
        // would weigh as much as the whole control plane (sched(7), autogroup).
        cgroups.weigh(ownGroup, 1);
        var layout =
                new EngineDaemons.Layout(
                        disk.mountPoint(),
                        run,
                        network.bridge(),
                        group,
                        RegistrySettings.like(hostApi, cacheBytes));
        EngineDaemons next =
                new EngineDaemons(processes, layout, work, pid -> cgroups.adopt(daemonGroup, pid));
        daemons = next;
        next.start(api);
        LOG.info("{} is up after {} ms", work, (System.nanoTime() - begin) / 1_000_000);
    }

    /** Everything that a former start, of this worker or of one that died, left on the host. */
    private void release() {
        EngineDaemons old = daemons;
        if (old != null) {
            old.stop();
        }
        daemons = null;
        processes.killAll(work);
        killGroup();
        unmountBelow();
        disk.close();
        network.close();
        cgroups.remove(group);
        cgroups.remove(daemonGroup);
        Trees.delete(run);
        Trees.deleteIfEmpty(run.getParent());
    }

    private void killGroup() {
        for (int i = 0; i < 200 && !cgroups.processes(group).isEmpty(); i++) {
            processes.killGroup(cgroups.processes(group));
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** A killed engine leaves its overlays mounted. */
    private void unmountBelow() {
        HostCommand host = new HostCommand(processes);
        try {
            List<String> mounts =
                    Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.UTF_8)
                            .stream()
                            .map(line -> line.split(" ", -1)[4])
                            .filter(mount ->
                                    mount.startsWith(disk.mountPoint() + "/")
                                            || mount.startsWith(run + "/"))
                            .toList()
                            .reversed();
            mounts.forEach(mount -> host.tries("umount", "--lazy", mount));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized Sandbox open(
            BuildLimits limits, List<String> baseImages, StopSignal stop, LogWriter log) {
        start();
        killGroup();
        baseImages.forEach(image -> bring(image, log));
        try {
            cgroups.limit(group, limits);
        } catch (UncheckedIOException e) {
            throw new EngineUnavailable("cannot set the limits of the build", e);
        }
        Ceilings ceilings = new Ceilings(cgroups, group, limits, disk, stop);
        return new Sandbox() {
            @Override
            public @Nullable Cause reached(int exitCode) {
                return ceilings.reached(exitCode);
            }

            @Override
            public void close() {
                ceilings.close();
                killGroup();
            }
        };
    }

    /**
     * A base image that the host has is used as it is there, like with a build by hand. What the
     * host does not have, BuildKit pulls.
     */
    private void bring(String image, LogWriter log) {
        if (image.contains("@") || uncopyable.contains(image)) {
            return;
        }
        try {
            String there = hostApi.imageId(image);
            if (there == null || there.equals(api.imageId(image))) {
                return;
            }
            log.info("Bringing " + image + " into the build engine");
            api.copyImage(image, hostApi);
            if (!there.equals(api.imageId(image))) {
                uncopyable.add(image);
            }
        } catch (RuntimeException e) {
            LOG.warn("{} could not be brought over from the host's engine", image, e);
        }
    }

    /** Sees it to the end also on a thread that is interrupted: each step has its own deadline. */
    @Override
    public synchronized void close() {
        Thread closing = Thread.ofVirtual().name("close-" + work).start(this::end);
        boolean interrupted = false;
        while (true) {
            try {
                closing.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        try {
            release();
            disk.markClean();
        } catch (RuntimeException e) {
            LOG.error("{} did not end cleanly; the next start repairs it", work, e);
        } finally {
            api.close();
            hostApi.close();
        }
    }
}
