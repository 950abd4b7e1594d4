package dev.autostack.agent.log;

import dev.autostack.agent.link.ControlPlane;
import dev.autostack.agent.link.LinkProblem;
import dev.autostack.agent.log.Assembler.Ready;
import dev.autostack.agent.redaction.Redactor;
import dev.autostack.protocol.LogAccepted;
import dev.autostack.protocol.LogBatch;
import dev.autostack.protocol.LogChunk;
import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.LogLine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the log of one container to the control plane: one thread reads, one sends numbered
 * chunks. A chunk is sent again until it is durable; the control plane keeps the cursor with it, so
 * the next agent goes on exactly behind it.
 */
final class LogPump {
    private static final Logger LOG = LoggerFactory.getLogger(LogPump.class);
    private static final int OUTBOX = 512 << 10;
    private static final int LARGEST_CHUNK = 256 << 10;

    /** The first line of a batch waits this long for company. */
    private static final Duration TOGETHER = Duration.ofMillis(10);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 2_000;

    private final UUID instanceId;
    private final String containerId;
    private final Redactor redactor;
    private final Opener opener;
    private final ControlPlane controlPlane;
    private final InstantSource clock;
    private final Outbox outbox = new Outbox(OUTBOX);
    private final Thread reader;
    private final Thread sender;
    private volatile boolean finishing;
    private volatile Outcome outcome = Outcome.RUNNING;
    private volatile @Nullable LogSource source;
    private volatile Tail tail;

    /** How far the log of an instance is durable: number of its last chunk, and its cursor. */
    record Tail(long lastSeq, @Nullable String cursor) {
        static final Tail NONE = new Tail(0, null);
    }

    /** How a pump is, or how it ended. */
    enum Outcome {
        RUNNING,
        /** All was sent. */
        DONE,
        /** The control plane does not know the instance (any more). */
        UNWANTED,
        /** What is durable is not known for sure: its cursor must be asked anew. */
        UNCERTAIN
    }

    /** Opens the log of the container at a position; null for its beginning. */
    interface Opener {
        LogSource open(LogSource.@Nullable Position from) throws IOException;
    }

    LogPump(
            UUID instanceId,
            String containerId,
            Redactor redactor,
            Opener opener,
            ControlPlane controlPlane,
            InstantSource clock,
            Tail tail) {
        this.instanceId = instanceId;
        this.containerId = containerId;
        this.redactor = redactor;
        this.opener = opener;
        this.controlPlane = controlPlane;
        this.clock = clock;
        this.tail = tail;
        this.reader = Thread.ofVirtual().name("log reader " + instanceId).unstarted(this::read);
        this.sender = Thread.ofVirtual().name("log sender " + instanceId).unstarted(this::send);
    }

    void start() {
        reader.start();
        sender.start();
    }

    String containerId() {
        return containerId;
    }

    Tail tail() {
        return tail;
    }

    Outcome outcome() {
        return outcome;
    }

    /** The container prints no more: read to the end, send all, end. */
    void finish() {
        finishing = true;
        LogSource waiting = source;
        if (waiting != null) {
            waiting.wake();
        }
    }

    /** As {@link #finish()}, and waits for it. False when the time was over first. */
    boolean finish(Duration longest) throws InterruptedException {
        finish();
        return sender.join(longest) && (outcome == Outcome.DONE || outcome == Outcome.UNWANTED);
    }

    void stop() {
        reader.interrupt();
        sender.interrupt();
    }

    // ------------------------------------------------------------ reading

    private void read() {
        // Where to begin after a fault: behind what was handed over.
        LogCursor from = LogCursor.parse(tail.cursor()).filter(this::ofThisContainer).orElse(null);
        try {
            while (true) {
                try (LogSource opened = opener.open(from == null ? null : from.start())) {
                    source = opened;
                    var assembler = new Assembler(containerId, redactor, from);
                    while (true) {
                        boolean last = finishing;
                        List<Ready> ready = next(opened, assembler);
                        if (!ready.isEmpty()) {
                            LogCursor reached = ready.getLast().cursor();
                            from = reached == null ? from : reached;
                            outbox.put(ready);
                        } else if (last) {
                            outbox.put(assembler.end());
                            outbox.end();
                            return;
                        }
                    }
                } catch (IOException | RuntimeException e) {
                    LOG.warn("log of {}: {}", instanceId, e.toString());
                    if (finishing) {
                        outbox.end();
                        return;
                    }
                    Thread.sleep(AFTER_FAULT);
                }
            }
        } catch (InterruptedException _) {
            // Stopped; what is not durable is read again by the next one.
        }
    }

    private List<Ready> next(LogSource opened, Assembler assembler)
            throws IOException, InterruptedException {
        try {
            return assembler.feed(opened.read(finishing ? Duration.ZERO : LOOK));
        } catch (LogSource.LogLost e) {
            Instant now = clock.instant();
            return List.of(
                    new Ready(new LogLine(now, LogLevel.WARNING, e.sentence(), false), null));
        }
    }

    private boolean ofThisContainer(LogCursor cursor) {
        return cursor.container().equals(containerId);
    }

    // ------------------------------------------------------------ sending

    private void send() {
        try {
            while (true) {
                List<Ready> ready = outbox.take(TOGETHER, LARGEST_CHUNK);
                if (ready.isEmpty()) {
                    outcome = Outcome.DONE;
                    return;
                }
                LogCursor cursor = ready.getLast().cursor();
                var chunk =
                        new LogChunk(
                                tail.lastSeq() + 1,
                                null,
                                cursor == null ? tail.cursor() : cursor.text(),
                                ready.stream().map(Ready::line).toList());
                if (!deliver(chunk)) {
                    return;
                }
                tail = new Tail(chunk.seq(), chunk.cursor());
            }
        } catch (InterruptedException _) {
            outcome = Outcome.UNCERTAIN; // a chunk may be durable without our knowing
        } finally {
            reader.interrupt();
        }
    }

    /** False when the control plane does not want the log, or numbers it otherwise. */
    private boolean deliver(LogChunk chunk) throws InterruptedException {
        var batch = new LogBatch(instanceId, null, List.of(chunk));
        long pause = FIRST_PAUSE_MS;
        while (true) {
            try {
                LogAccepted accepted = controlPlane.log(batch);
                if (accepted.lastSeq() >= chunk.seq()) {
                    return true;
                }
                LOG.warn("log of {}: only {} is durable", instanceId, accepted.lastSeq());
                outcome = Outcome.UNCERTAIN;
                return false;
            } catch (LinkProblem.Refused e) {
                if (e.status() == 404 || e.status() == 409) {
                    LOG.warn("log of {}: {}", instanceId, e.getMessage());
                    outcome = e.status() == 404 ? Outcome.UNWANTED : Outcome.UNCERTAIN;
                    return false;
                }
                LOG.debug("log of {}: {}", instanceId, e.getMessage());
            } catch (IOException | RuntimeException e) {
                LOG.debug("log of {}: {}", instanceId, e.getMessage());
            }
            Thread.sleep(pause);
            pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
        }
    }
}
