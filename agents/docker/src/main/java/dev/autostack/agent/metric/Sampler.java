package dev.autostack.agent.metric;

import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.engine.EngineProblem;
import dev.autostack.agent.engine.Stats;
import dev.autostack.agent.link.ControlPlane;
import dev.autostack.protocol.MetricBatch;
import dev.autostack.protocol.MetricSample;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the counters of each running instance at a fixed pace, one container after the other, and
 * sends what it read in one batch. Samples are not kept while the control plane is away.
 */
public final class Sampler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Engine engine;
    private final ControlPlane controlPlane;
    private final InstantSource clock;
    private final Map<UUID, String> containers = new ConcurrentHashMap<>();
    private final Map<String, Reading> before = new HashMap<>();
    private final Thread thread;

    private record Reading(long cpuNanos, Instant at) {}

    public Sampler(Engine engine, ControlPlane controlPlane, InstantSource clock) {
        this.engine = engine;
        this.controlPlane = controlPlane;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("samples").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** From now on this container of the instance is sampled. */
    public void watch(UUID instanceId, String containerId) {
        containers.put(instanceId, containerId);
    }

    public void forget(UUID instanceId) {
        containers.remove(instanceId);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                round();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void round() throws InterruptedException {
        var samples = new ArrayList<MetricSample>();
        Map<UUID, String> now = Map.copyOf(containers);
        try {
            for (Map.Entry<UUID, String> each : now.entrySet()) {
                engine.containers()
                        .stats(each.getValue())
                        .ifPresent(stats -> add(samples, each.getKey(), each.getValue(), stats));
            }
            before.keySet().retainAll(now.values());
            if (!samples.isEmpty()) {
                controlPlane.metrics(new MetricBatch(samples));
            }
        } catch (IOException | EngineProblem e) {
            LOG.debug("{}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("samples", e);
        }
    }

    private void add(List<MetricSample> samples, UUID instanceId, String containerId, Stats stats) {
        Instant at = clock.instant();
        Reading last = before.put(containerId, new Reading(stats.cpuNanos(), at));
        if (last == null || stats.memoryLimitBytes() == 0) {
            return; // the first reading tells no rate; without a limit it does not run just now
        }
        samples.add(
                new MetricSample(
                        instanceId,
                        at,
                        percent(last, stats, at),
                        stats.memoryBytes(),
                        stats.memoryLimitBytes(),
                        stats.networkInBytes(),
                        stats.networkOutBytes(),
                        stats.diskReadBytes(),
                        stats.diskWriteBytes(),
                        stats.processes()));
    }

    /** Cores busy between two readings, times 100; a restarted process begins at zero again. */
    private static double percent(Reading last, Stats stats, Instant at) {
        long nanos = Duration.between(last.at(), at).toNanos();
        long used = Math.max(0, stats.cpuNanos() - last.cpuNanos());
        return nanos <= 0 ? 0 : 100.0 * used / nanos;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
