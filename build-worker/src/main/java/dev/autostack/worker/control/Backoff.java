package dev.autostack.worker.control;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Grows from {@code first} to {@code most}, doubling, with a quarter of jitter. One thread. */
public final class Backoff {
    private final long first;
    private final long most;
    private long next;

    public Backoff(Duration first, Duration most) {
        this.first = first.toMillis();
        this.most = most.toMillis();
        this.next = this.first;
    }

    public Duration next() {
        long base = next;
        next = Math.min(most, next * 2);
        long jitter = Math.max(1, base / 4);
        return Duration.ofMillis(base - jitter / 2 + ThreadLocalRandom.current().nextLong(jitter));
    }

    public void reset() {
        next = first;
    }
}
