package dev.autostack.controlplane.testing;

import dev.autostack.protocol.AgentReport;
import dev.autostack.protocol.AgentReportReply;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.DesiredState;
import dev.autostack.protocol.HostFacts;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.LogBatch;
import dev.autostack.protocol.LogChunk;
import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.LogLine;
import dev.autostack.protocol.ObservedInstance;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An agent that follows the desired state over the real endpoints, and starts nothing: a script
 * says what becomes of each instance. What it knows of instances outlives a kill, as containers do.
 */
public final class SimulatedAgent implements AutoCloseable {
    private static final int WAIT_MS = 5_000;
    private static final HostFacts FACTS = new HostFacts(2, 1L << 34, 1L << 33, 1L << 40, 1L << 39);

    private final Wire wire;
    private final Clock clock;
    private final Map<UUID, ObservedInstance> instances = new ConcurrentHashMap<>();
    private final Map<UUID, DesiredInstance> wanted = new ConcurrentHashMap<>();
    private final AtomicInteger ports = new AtomicInteger(30_000);
    private volatile Loop loop = new Loop();
    private volatile Function<DesiredInstance, Fate> fates = instance -> new Fate.Healthy();
    private final Map<UUID, Long> chunks = new ConcurrentHashMap<>();
    private volatile @Nullable Cause trouble;
    private volatile long applied;

    /** What becomes of an instance that should start. */
    public sealed interface Fate {
        record Healthy() implements Fate {}

        record Fails(Cause cause) implements Fate {}

        /** Never gets beyond this state by itself. */
        record Stays(InstanceState state) implements Fate {}
    }

    /** {@code wire} carries an agent's credential. */
    public SimulatedAgent(Wire wire, Clock clock) {
        this.wire = wire;
        this.clock = clock;
    }

    public SimulatedAgent fates(Function<DesiredInstance, Fate> next) {
        fates = next;
        return this;
    }

    public SimulatedAgent start() {
        loop = new Loop();
        loop.start("agent", this::follow);
        return this;
    }

    private void follow() {
        wire.get("/api/agent/desired?after=" + applied + "&waitMs=" + WAIT_MS, DesiredState.class)
                .ifPresent(this::apply);
        report();
    }

    private synchronized void apply(DesiredState state) {
        Set<UUID> ids =
                state.instances().stream()
                        .map(DesiredInstance::instanceId)
                        .collect(Collectors.toSet());
        wanted.keySet().retainAll(ids);
        instances.keySet().retainAll(ids);
        for (DesiredInstance one : state.instances()) {
            wanted.put(one.instanceId(), one);
            if (!instances.containsKey(one.instanceId())) {
                instances.put(one.instanceId(), begin(one));
            }
        }
        applied = state.version();
    }

    private ObservedInstance begin(DesiredInstance one) {
        return switch (fates.apply(one)) {
            case Fate.Healthy() -> seen(one.instanceId(), InstanceState.HEALTHY, 0, null);
            case Fate.Fails(Cause cause) -> seen(one.instanceId(), InstanceState.FAILED, 0, cause);
            case Fate.Stays(InstanceState state) -> seen(one.instanceId(), state, 0, null);
        };
    }

    private ObservedInstance seen(
            UUID id, InstanceState state, int restarts, @Nullable Cause cause) {
        ObservedInstance before = instances.get(id);
        int port =
                before == null || before.hostPort() == null
                        ? ports.getAndIncrement()
                        : before.hostPort();
        return new ObservedInstance(
                id, state, "container-" + id, port, restarts, clock.instant(), cause);
    }

    /** Tells the control plane, and this process, that an instance is now in this state. */
    public void become(UUID id, InstanceState state, @Nullable Cause cause) {
        synchronized (this) {
            ObservedInstance before = instances.get(id);
            int restarts = before == null ? 0 : before.restarts();
            boolean crashed = state == InstanceState.BACKING_OFF;
            instances.put(id, seen(id, state, crashed ? restarts + 1 : restarts, cause));
        }
        report();
    }

    private synchronized void report() {
        wire.post(
                "/api/agent/report",
                new AgentReport(
                        applied,
                        clock.instant(),
                        "1.0",
                        "20.10",
                        FACTS,
                        List.copyOf(instances.values()),
                        trouble),
                AgentReportReply.class);
    }

    /**
     * An instance prints a line, which is shipped at once; its chunks count up as containers do.
     */
    public void print(UUID id, String text) {
        long chunk = chunks.merge(id, 1L, Long::sum);
        LogLine line = new LogLine(clock.instant(), LogLevel.INFO, text, false);
        wire.post(
                "/api/agent/log",
                new LogBatch(id, null, List.of(new LogChunk(chunk, null, null, List.of(line)))));
    }

    /** Docker on the host stops answering, or answers again (null). */
    public void trouble(@Nullable Cause cause) {
        trouble = cause;
        report();
    }

    /** Decides the fate of everything anew that is not healthy. */
    public void recover() {
        synchronized (this) {
            wanted.forEach((id, one) -> {
                ObservedInstance seen = instances.get(id);
                if (seen == null || seen.state() != InstanceState.HEALTHY) {
                    instances.put(id, begin(one));
                }
            });
        }
    }

    /** What should run now, as far as this agent was told. */
    public Map<UUID, DesiredInstance> wanted() {
        return Map.copyOf(wanted);
    }

    /** The process ends; containers stay. */
    public void kill() {
        loop.kill();
    }

    @Override
    public void close() {
        kill();
    }
}
