package dev.autostack.worker.log;

import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.LogBatch;
import dev.autostack.protocol.LogChunk;
import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.LogLine;
import dev.autostack.protocol.Stage;
import dev.autostack.worker.control.Backoff;
import dev.autostack.worker.control.ControlPlane;
import dev.autostack.worker.control.Refused;
import dev.autostack.worker.control.StaleLease;
import dev.autostack.worker.control.Unreachable;
import dev.autostack.worker.process.StopReason;
import dev.autostack.worker.process.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one build on its way to the control plane. A line is made safe, redacted, cut to 16
 * KiB and sent within {@link #FLUSH_AFTER}, again and again until it is accepted; meanwhile lines
 * wait in memory and then in a file.
 */
public final class BuildLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BuildLog.class);

    static final int MAX_LINE_BYTES = 16 * 1024;
    private static final Duration FLUSH_AFTER = Duration.ofMillis(20);
    private static final Duration HOLD_AT_MOST = Duration.ofSeconds(1);
    private static final int CHUNK_BYTES = 256 * 1024;
    private static final int BATCH_BYTES = 3 * CHUNK_BYTES;
    private static final long MEMORY_BOUND = 4L << 20;

    /** What a diagnosis may read; at most a megabyte, as each is cut at 1,000 characters. */
    public static final int TAIL_LINES = 1_000;

    private final ControlPlane controlPlane;
    private final BuildLease lease;
    private final StopSignal stop;
    private final InstantSource clock;
    private final Redactor redactor;
    private final LogRate.Meter meter;
    private final LogSpool spool;
    private final Deque<TailLine> tail = new ArrayDeque<>();
    private final List<Redactor.Stream<Tag>> streams = new ArrayList<>();
    private final Thread sender;

    private long oldestSince;
    private long droppedLines;
    private long droppedBytes;
    private long droppedReportedAt = System.nanoTime();
    private Stage droppedStage = Stage.BUILD;
    private long nextSeq = 1;
    private long nextLine = 1;
    private boolean sending;
    private boolean lost;

    private record Tag(Stage stage, LogLevel level) {}

    /**
     * @param file where lines wait that have no room in memory
     */
    public BuildLog(
            ControlPlane controlPlane,
            BuildLease lease,
            Redactor redactor,
            LogRate rate,
            Path file,
            StopSignal stop,
            InstantSource clock) {
        this.controlPlane = controlPlane;
        this.lease = lease;
        this.redactor = redactor;
        this.meter = rate.meter(System.nanoTime());
        this.spool = new LogSpool(file, MEMORY_BOUND);
        this.stop = stop;
        this.clock = clock;
        this.sender = Thread.ofVirtual().name("log-" + lease.buildId()).start(this::send);
    }

    /** A new source of lines. */
    public synchronized LogWriter writer(Stage stage) {
        Redactor.Stream<Tag> stream = redactor.open(this::keep);
        streams.add(stream);
        return (level, text) -> write(stream, new Tag(stage, level), text);
    }

    /** The redactor of this build, for text that leaves it another way. */
    public Redactor redactor() {
        return redactor;
    }

    /** The last lines, redacted, oldest first. */
    public List<String> tail(int lines) {
        return numberedTail(lines).stream().map(TailLine::text).toList();
    }

    /** The same with their numbers; a line that was cut has that of its first part. */
    public synchronized List<TailLine> numberedTail(int lines) {
        streams.forEach(Redactor.Stream::flush);
        List<TailLine> all = List.copyOf(tail);
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    private synchronized void write(Redactor.Stream<Tag> stream, Tag tag, String text) {
        if (lost) {
            return;
        }
        long bytes = (long) text.length() + LogSpool.LINE_OVERHEAD;
        long now = System.nanoTime();
        if (meter.admit(bytes, now)) {
            reportDropped(now, false);
            stream.line(tag, ControlCharacters.neutralise(text));
        } else {
            droppedLines++;
            droppedBytes += bytes;
            droppedStage = tag.stage();
            reportDropped(now, false);
        }
    }

    private void reportDropped(long now, boolean last) {
        Duration pause = meter.isFull() ? Duration.ofMinutes(1) : Duration.ofSeconds(1);
        boolean due = last || now - droppedReportedAt > pause.toNanos();
        if (droppedLines == 0 || !due) {
            return;
        }
        String text =
                "... %,d lines (%,d kB) are not kept: this build prints more than the log takes."
                        .formatted(droppedLines, droppedBytes / 1000);
        droppedReportedAt = now;
        droppedLines = 0;
        droppedBytes = 0;
        keep(new Tag(droppedStage, LogLevel.WARNING), text);
    }

    /** A redacted line: cut and queued. Holds the lock. */
    private void keep(Tag tag, String text) {
        tail.addLast(new TailLine(nextLine, text.length() > 1000 ? text.substring(0, 1000) : text));
        if (tail.size() > TAIL_LINES) {
            tail.removeFirst();
        }
        if (spool.isEmpty()) {
            oldestSince = System.nanoTime();
        }
        boolean continued = false;
        for (String part : parts(text)) {
            spool.add(tag.stage(), new LogLine(clock.instant(), tag.level(), part, continued));
            continued = true;
            nextLine++;
        }
        notifyAll();
    }

    /** Pieces of at most 16 KiB of UTF-8; a character is never cut. */
    static List<String> parts(String text) {
        if (text.length() <= MAX_LINE_BYTES / 3) {
            return List.of(text);
        }
        List<String> parts = new ArrayList<>();
        int from = 0;
        int bytes = 0;
        int i = 0;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            int width = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes + width > MAX_LINE_BYTES) {
                parts.add(text.substring(from, i));
                from = i;
                bytes = 0;
            }
            bytes += width;
            i += Character.charCount(point);
        }
        parts.add(text.substring(from));
        return parts;
    }

    private void send() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3));
        List<LogChunk> batch = List.of();
        try {
            while (true) {
                if (batch.isEmpty()) {
                    batch = nextBatch();
                    if (batch.isEmpty()) {
                        return;
                    }
                }
                if (deliver(batch)) {
                    batch = List.of();
                    backoff.reset();
                } else {
                    Thread.sleep(backoff.next());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                sending = false;
                lost = true;
                notifyAll();
            }
        }
    }

    private boolean deliver(List<LogChunk> batch) {
        try {
            controlPlane.log(new LogBatch(lease.buildId(), lease.fence(), batch));
            return true;
        } catch (Unreachable e) {
            LOG.debug("log of {}: {}", lease.buildId(), e.getMessage());
            return false;
        } catch (StaleLease e) {
            synchronized (this) {
                lost = true;
            }
            stop.stop(new StopReason.LeaseLost());
            return true;
        } catch (Refused e) {
            LOG.error("the log of {} was refused: {}", lease.buildId(), e.getMessage());
            return true;
        }
    }

    /** Waits for lines; an empty list means there will be none. */
    private synchronized List<LogChunk> nextBatch() throws InterruptedException {
        sending = false;
        notifyAll();
        while (true) {
            if (lost) {
                return List.of();
            }
            streams.forEach(stream -> stream.flushOlderThan(HOLD_AT_MOST));
            if (spool.isEmpty()) {
                wait(HOLD_AT_MOST.toMillis() / 2);
                continue;
            }
            long dueIn = FLUSH_AFTER.toNanos() - (System.nanoTime() - oldestSince);
            if (dueIn <= 0 || spool.waitingBytes() >= CHUNK_BYTES) {
                break;
            }
            wait(Math.max(1, dueIn / 1_000_000));
        }
        sending = true;
        List<LogChunk> batch = new ArrayList<>();
        for (int bytes = 0; bytes < BATCH_BYTES && !spool.isEmpty(); ) {
            List<LogSpool.Entry> entries = spool.take(CHUNK_BYTES);
            bytes += entries.stream().mapToInt(LogSpool.Entry::bytes).sum();
            batch.add(
                    new LogChunk(
                            nextSeq++,
                            entries.getFirst().stage(),
                            null,
                            entries.stream().map(LogSpool.Entry::line).toList()));
        }
        oldestSince = System.nanoTime();
        return batch;
    }

    /** Waits until every line so far is accepted; false when {@code limit} is over before. */
    public boolean drain(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (this) {
            streams.forEach(Redactor.Stream::flush);
            reportDropped(System.nanoTime(), true);
            oldestSince = System.nanoTime() - FLUSH_AFTER.toNanos();
            notifyAll();
            while (!lost && (sending || !spool.isEmpty())) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                wait(Math.max(1, left / 1_000_000));
            }
            return !lost;
        }
    }

    /** Drops what is not sent yet: call {@link #drain} before. */
    @Override
    public void close() {
        synchronized (this) {
            lost = true;
            notifyAll();
        }
        sender.interrupt();
        try {
            sender.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        spool.close();
    }
}
