package dev.autostack.controlplane.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream that somebody reads: how far it is, and its newest lines in memory, a bounded number.
 * Readers take from it at their own pace; what is no longer in memory they read from the database.
 */
final class LiveStream {
    private static final int LINES_IN_MEMORY = 5_000;
    private static final Duration POLL = Duration.ofSeconds(2);

    private final LogStreams.Stream stream;
    private final LogStreams streams;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<LineBlock> newest = new ArrayDeque<>();
    private int linesInMemory;
    private long last;
    private boolean closed;
    private boolean stale;
    private long lookedAt;
    private long wakes;

    /** Guarded by the map that holds this. */
    int readers;

    LiveStream(LogStreams.Stream stream, LogStreams streams) {
        this.stream = stream;
        this.streams = streams;
    }

    LogStreams.Stream stream() {
        return stream;
    }

    /** How far the stream is. */
    record Position(long last, boolean closed, long wakes) {}

    void append(List<LogBlock> blocks) {
        List<LineBlock> rendered =
                blocks.stream().map(block -> LineBlock.of(block.stored())).toList();
        lock.lock();
        try {
            for (LineBlock block : rendered) {
                remember(block);
            }
            last = Math.max(last, rendered.getLast().lastSeq());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Something may have happened elsewhere: the next reader looks at the database. */
    void markStale() {
        lock.lock();
        try {
            stale = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes all readers without a new line. */
    void wake() {
        lock.lock();
        try {
            wakes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Looks at the database how far the stream is. */
    void refresh() {
        LogStreams.Extent extent = streams.extent(stream.id());
        lock.lock();
        try {
            stale = false;
            lookedAt = System.nanoTime();
            closed = extent.closed();
            last = Math.max(last, extent.last());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the stream is beyond {@code seq}, is closed, {@link #wake} was called since
     * {@code seen}, or the time is over, at most one polling interval: then it looks for lost
     * hints.
     */
    Position await(long seq, Position seen, Duration atMost) throws InterruptedException {
        long nanos = Math.min(atMost.toNanos(), POLL.toNanos());
        boolean look;
        lock.lock();
        try {
            while (last <= seq && !closed && !stale && wakes == seen.wakes() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            long age = System.nanoTime() - lookedAt;
            look = last <= seq && (stale || age > POLL.toNanos());
        } finally {
            lock.unlock();
        }
        if (look) {
            refresh();
        }
        return position();
    }

    Position position() {
        lock.lock();
        try {
            return new Position(last, closed, wakes);
        } finally {
            lock.unlock();
        }
    }

    /** Lines after {@code seq} that are in memory without a hole; else empty. */
    List<LineBlock> inMemory(long seq) {
        lock.lock();
        try {
            if (newest.isEmpty() || newest.getFirst().firstSeq() > seq + 1) {
                return List.of();
            }
            List<LineBlock> blocks = new ArrayList<>();
            for (LineBlock block : newest) {
                if (block.lastSeq() > seq) {
                    blocks.add(block);
                }
            }
            return blocks;
        } finally {
            lock.unlock();
        }
    }

    private void remember(LineBlock block) {
        if (!newest.isEmpty() && newest.getLast().lastSeq() + 1 != block.firstSeq()) {
            // Writers of two processes, or two of this one that overtook each other.
            newest.clear();
            linesInMemory = 0;
        }
        newest.addLast(block);
        linesInMemory += block.json().size();
        while (linesInMemory > LINES_IN_MEMORY && newest.size() > 1) {
            linesInMemory -= newest.removeFirst().json().size();
        }
    }
}
