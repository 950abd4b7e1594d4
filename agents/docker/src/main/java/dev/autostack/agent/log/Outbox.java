package dev.autostack.agent.log;

import dev.autostack.agent.log.Assembler.Ready;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lines between the thread that reads and the thread that sends. Bounded: a full box makes the
 * reader wait, and what it does not read stays in the engine's files.
 */
final class Outbox {
    /** Memory of a line beside its text, roughly. */
    private static final int LINE_OVERHEAD = 120;

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Ready> lines = new ArrayDeque<>();
    private long weight;
    private boolean ended;

    /**
     * @param capacity bytes of lines; a single batch of the reader may go beyond
     */
    Outbox(int capacity) {
        this.capacity = capacity;
    }

    /** Adds lines, waiting for room. */
    void put(List<Ready> more) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (weight >= capacity) {
                changed.await();
            }
            for (Ready ready : more) {
                lines.add(ready);
                weight += weight(ready);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing follows. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for lines, then up to {@code together} for more, and takes up to about {@code most}
     * bytes of them, ending with one that carries a cursor. Empty: the box has ended.
     */
    List<Ready> take(Duration together, int most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (lines.isEmpty() && !ended) {
                changed.await();
            }
            long nanos = together.toNanos();
            while (weight < most && !ended && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            var taken = new ArrayList<Ready>();
            long takenWeight = 0;
            while (!lines.isEmpty()) {
                Ready next = lines.removeFirst();
                taken.add(next);
                takenWeight += weight(next);
                if (takenWeight >= most && next.cursor() != null) {
                    break;
                }
            }
            weight -= takenWeight;
            changed.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private static long weight(Ready ready) {
        return (long) ready.line().text().length() + LINE_OVERHEAD;
    }
}
