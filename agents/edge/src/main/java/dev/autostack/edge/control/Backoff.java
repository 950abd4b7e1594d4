package dev.autostack.edge.control;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between tries: 0.5 s, doubling to 15 s, each with jitter so that edges do not march in
 * step.
 */
final class Backoff {
    private static final long LEAST_MS = 500;
    private static final long MOST_MS = 15_000;

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    Duration next() {
        long full = Math.min(MOST_MS, LEAST_MS << Math.min(failures, 10));
        failures++;
        return Duration.ofMillis(Math.max(LEAST_MS, full / 2 + random.nextLong(full / 2 + 1)));
    }

    void reset() {
        failures = 0;
    }
}
