package dev.autostack.worker;

import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.LeaseKind;
import dev.autostack.protocol.LeaseRequest;
import dev.autostack.worker.control.Backoff;
import dev.autostack.worker.control.ControlPlane;
import dev.autostack.worker.control.Identity;
import dev.autostack.worker.control.Refused;
import dev.autostack.worker.control.StaleLease;
import dev.autostack.worker.control.Unreachable;
import dev.autostack.worker.engine.EngineUnavailable;
import dev.autostack.worker.image.ImagePush;
import dev.autostack.worker.image.RegistryManifest;
import dev.autostack.worker.image.SecretFiles;
import dev.autostack.worker.process.Processes;
import dev.autostack.worker.process.StopReason;
import dev.autostack.worker.process.StopSignal;
import dev.autostack.worker.source.EgressRule;
import dev.autostack.worker.source.GitCheckout;
import dev.autostack.worker.source.Trees;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A build worker: leases builds while a slot is free and runs each. Starting it is recovering: what
 * a worker that died left in its data folder, as processes or as secrets is removed first.
 */
public final class BuildWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BuildWorker.class);

    /** The version that is told to the control plane. */
    public static final String VERSION = version();

    private static final int POLL_MS = 25_000;

    private final WorkerConfig config;
    private final InstantSource clock;
    private final DataFolder data;
    private final Processes processes;
    private final ControlPlane controlPlane;
    private final RegistryManifest manifests = new RegistryManifest();
    private final Map<Thread, StopSignal> running = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Slots slots;
    private @Nullable Thread leasing;
    private volatile boolean closing;

    public BuildWorker(WorkerConfig config) {
        this(config, InstantSource.system());
    }

    public BuildWorker(WorkerConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.data = DataFolder.of(config.data());
        this.processes = new Processes(data.owner());
        this.controlPlane = new ControlPlane(config.controlPlane());
    }

    /**
     * Recovers, then leases on threads of its own. Returns at once; enrolment and the first contact
     * are repeated until they succeed.
     *
     * @throws IllegalStateException when another worker uses the same data folder, or the host
     *     lacks something that the configuration demands
     */
    public synchronized void start() {
        if (leasing != null || closing) {
            throw new IllegalStateException("A worker starts once.");
        }
        data.lock();
        Slots.check(config.engine().mode());
        leasing = Thread.ofVirtual().name("lease").start(this::work);
    }

    private void work() {
        try {
            recover();
            GitCheckout checkout =
                    new GitCheckout(
                            config.data().resolve("sources"),
                            new EgressRule(config.sources().allowedPrivateHosts()),
                            config.sources().limits(),
                            config.sources().environment(),
                            clock);
            BuildTools tools =
                    new BuildTools(
                            config,
                            data.owner(),
                            controlPlane,
                            processes,
                            checkout,
                            new ImagePush(manifests),
                            clock);
            enrol();
            lease(tools, prepare());
        } catch (InterruptedException e) {
            LOG.debug("leasing ends");
        } catch (RuntimeException e) {
            if (closing) {
                LOG.debug("leasing ends", e);
            } else {
                LOG.error("The worker leases no more", e);
            }
        }
    }

    /** The engines, as soon as this host can build at all. */
    private Slots prepare() throws InterruptedException {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
        while (true) {
            try {
                Slots prepared = Slots.of(config, data.owner(), processes);
                slots = prepared;
                return prepared;
            } catch (EngineUnavailable e) {
                LOG.error("This host cannot build yet: its engine {}.", e.getMessage(), e);
            }
            Thread.sleep(backoff.next());
        }
    }

    private void recover() {
        processes.killAll();
        Trees.delete(config.data().resolve("work"));
        Trees.delete(SecretFiles.home(config.data(), data.owner()));
    }

    private void enrol() throws InterruptedException {
        Identity identity = new Identity(config.data());
        Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
        while (!closing) {
            String kept = identity.kept();
            if (kept != null) {
                controlPlane.authenticate(kept);
                return;
            }
            String token = config.enrolmentToken();
            if (token == null) {
                LOG.error(
                        "This worker is not enrolled: give it a one-time token"
                                + " (AUTOSTACK_WORKER_TOKEN) from the workers page.");
                Thread.sleep(Duration.ofSeconds(30));
                continue;
            }
            try {
                controlPlane.authenticate(
                        identity.enrol(controlPlane, token, config.name(), VERSION));
                LOG.info("enrolled as {}", config.name());
                return;
            } catch (Unreachable e) {
                LOG.warn("enrolment: {}", e.getMessage());
            } catch (Refused | StaleLease e) {
                LOG.error("The enrolment token was refused ({}). Make a new one.", e.getMessage());
            }
            Thread.sleep(backoff.next());
        }
    }

    private void lease(BuildTools tools, Slots all) throws InterruptedException {
        Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
        LeaseRequest request =
                new LeaseRequest(
                        List.of(LeaseKind.BUILD, LeaseKind.INSPECT),
                        POLL_MS,
                        VERSION,
                        config.slots());
        while (!closing) {
            all.awaitFree();
            BuildLease lease;
            try {
                lease = controlPlane.lease(request);
                backoff.reset();
            } catch (Unreachable e) {
                LOG.debug("lease: {}", e.getMessage());
                Thread.sleep(backoff.next());
                continue;
            } catch (Refused | StaleLease e) {
                LOG.error("The control plane refuses this worker: {}", e.getMessage());
                Thread.sleep(backoff.next());
                continue;
            }
            if (lease != null) {
                begin(tools, all, lease);
            }
        }
    }

    private void begin(BuildTools tools, Slots all, BuildLease lease) throws InterruptedException {
        Slot slot = all.take(lease.build().cacheScope());
        StopSignal stop = new StopSignal();
        Thread.ofVirtual()
                .name("build-" + lease.buildId())
                .start(() -> {
                    running.put(Thread.currentThread(), stop);
                    try {
                        new BuildRun(tools, slot, lease, stop).run();
                        tools.checkout().prune();
                    } finally {
                        running.remove(Thread.currentThread());
                        all.giveBack(slot);
                    }
                });
    }

    /** Builds that run now. */
    public int runningBuilds() {
        return running.size();
    }

    /** Waits until the worker is closed. */
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /**
     * Leases no more, lets running builds end within the configured grace while their heartbeats go
     * on, then stops what is left; those builds run again elsewhere.
     */
    @Override
    public synchronized void close() {
        if (closing) {
            return;
        }
        closing = true;
        try {
            Thread lease = leasing;
            if (lease != null) {
                lease.interrupt();
                // It may be starting an engine, which it then sees to the end.
                lease.join(Duration.ofSeconds(30));
            }
            awaitBuilds(config.shutdownGrace());
            running.values().forEach(stop -> stop.stop(new StopReason.WorkerClosing()));
            awaitBuilds(Duration.ofSeconds(15));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Slots all = slots;
            if (all != null) {
                all.close();
            }
            processes.killAll();
            Trees.delete(SecretFiles.home(config.data(), data.owner()));
            processes.close();
            manifests.close();
            controlPlane.close();
            data.close();
            closed.countDown();
        }
    }

    private void awaitBuilds(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (Thread build : List.copyOf(running.keySet())) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            build.join(Duration.ofNanos(left));
        }
    }

    private static String version() {
        String version = BuildWorker.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
