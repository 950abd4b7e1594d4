package dev.autostack.agent.log;

import dev.autostack.agent.engine.ContainerFacts;
import dev.autostack.agent.link.ControlPlane;
import dev.autostack.agent.redaction.Redactor;
import dev.autostack.protocol.LogCursors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log pumps of all instances. Nothing is sent before the control plane has said where each log
 * ends; until then, and while it is away, the lines wait in the engine's files. Safe for many
 * threads.
 */
public final class LogPumps implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogPumps.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final Duration CHECK = Duration.ofMillis(500);
    private static final Duration HAND_OVER = Duration.ofSeconds(10);

    private final ControlPlane controlPlane;
    private final InstantSource clock;
    private final FileNews news = new FileNews();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<UUID, Followed> wanted = new HashMap<>();
    private final Map<UUID, LogPump> pumps = new HashMap<>();
    private final Map<UUID, LogPump.Tail> tails = new HashMap<>();
    private final Set<UUID> uncertain = new HashSet<>();

    /** Since when the pump of a container is asked to finish, System.nanoTime. */
    private final Map<String, Long> handOvers = new HashMap<>();

    private boolean tailsKnown;
    private final Thread thread;

    private record Followed(ContainerFacts facts, Redactor redactor) {}

    public LogPumps(ControlPlane controlPlane, InstantSource clock) {
        this.controlPlane = controlPlane;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("log pumps").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Follows the log of this container, in place of any other of the instance. Repeatable. */
    public void follow(UUID instanceId, ContainerFacts facts, Redactor redactor) {
        lock.lock();
        try {
            Followed before = wanted.get(instanceId);
            if (before == null || !before.facts.id().equals(facts.id())) {
                wanted.put(instanceId, new Followed(facts, redactor));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The container prints no more. Waits until all of its log is durable; false when the time was
     * over first.
     */
    public boolean finish(UUID instanceId, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        LogPump pump = null;
        lock.lockInterruptibly();
        try {
            while (pump == null) {
                if (!wanted.containsKey(instanceId)) {
                    return true;
                }
                pump = pumps.get(instanceId);
                long left = end - System.nanoTime();
                if (pump == null && (left <= 0 || changed.awaitNanos(left) <= 0)) {
                    return false;
                }
            }
        } finally {
            lock.unlock();
        }
        return pump.finish(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }

    /** The container is gone; its instance may get another. */
    public void forget(UUID instanceId) {
        lock.lock();
        try {
            wanted.remove(instanceId);
            stop(instanceId);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (true) {
                if (isUncertain()) {
                    // A chunk that was on its way must have arrived or not before we ask.
                    Thread.sleep(ASK_AGAIN);
                }
                if (mustAsk() && !askTails()) {
                    Thread.sleep(ASK_AGAIN);
                    continue;
                }
                lock.lockInterruptibly();
                try {
                    arrange();
                    var _ = changed.awaitNanos(CHECK.toNanos());
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    /** Starts what is missing, stops what is not wanted. */
    private void arrange() {
        for (UUID id : Set.copyOf(pumps.keySet())) {
            LogPump pump = pumps.get(id);
            Followed followed = wanted.get(id);
            if (pump == null) {
                continue;
            }
            if (followed != null && !followed.facts.id().equals(pump.containerId())) {
                handOver(id, pump);
            } else if (pump.outcome() == LogPump.Outcome.UNCERTAIN) {
                stop(id);
            }
        }
        wanted.forEach((id, followed) -> {
            if (!pumps.containsKey(id) && !uncertain.contains(id)) {
                LogPump pump = pump(id, followed);
                pumps.put(id, pump);
                pump.start();
                changed.signalAll();
            }
        });
    }

    /** The rest of the old container's log comes before the first line of the new one. */
    private void handOver(UUID id, LogPump old) {
        if (old.outcome() != LogPump.Outcome.RUNNING) {
            stop(id);
            return;
        }
        old.finish();
        long now = System.nanoTime();
        if (now - handOvers.computeIfAbsent(old.containerId(), _ -> now) > HAND_OVER.toNanos()) {
            stop(id);
        }
    }

    private LogPump pump(UUID id, Followed followed) {
        return new LogPump(
                id,
                followed.facts.id(),
                followed.redactor,
                from -> open(followed.facts, from),
                controlPlane,
                clock,
                tails.getOrDefault(id, LogPump.Tail.NONE));
    }

    private LogSource open(ContainerFacts facts, LogSource.@Nullable Position from)
            throws IOException {
        String path = facts.logPath();
        if (path == null || path.isEmpty() || !Files.isReadable(Path.of(path))) {
            throw new IOException("The engine's log file " + path + " cannot be read");
        }
        return new JsonFileLog(Path.of(path), from, news);
    }

    private void stop(UUID id) {
        LogPump pump = pumps.remove(id);
        if (pump == null) {
            return;
        }
        pump.stop();
        handOvers.remove(pump.containerId());
        if (pump.outcome() == LogPump.Outcome.DONE) {
            tails.put(id, pump.tail());
        } else {
            uncertain.add(id);
            changed.signalAll();
        }
    }

    private boolean mustAsk() {
        lock.lock();
        try {
            return !tailsKnown || isUncertain();
        } finally {
            lock.unlock();
        }
    }

    private boolean isUncertain() {
        lock.lock();
        try {
            return wanted.keySet().stream().anyMatch(uncertain::contains);
        } finally {
            lock.unlock();
        }
    }

    private boolean askTails() throws InterruptedException {
        try {
            LogCursors cursors = controlPlane.cursors();
            lock.lockInterruptibly();
            try {
                tails.keySet().removeAll(uncertain);
                for (LogCursors.LogCursor each : cursors.cursors()) {
                    if (!tailsKnown || uncertain.contains(each.sourceId())) {
                        tails.put(each.sourceId(), new LogPump.Tail(each.lastSeq(), each.cursor()));
                    }
                }
                uncertain.clear();
                tailsKnown = true;
            } finally {
                lock.unlock();
            }
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}", e.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        lock.lock();
        try {
            pumps.values().forEach(LogPump::stop);
        } finally {
            lock.unlock();
        }
        news.close();
    }
}
