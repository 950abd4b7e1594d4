package dev.autostack.edge.proxy;

import dev.autostack.edge.config.EdgeConfig.Timeouts;

/** The timeouts that loops compare often, in nanoseconds. */
record Deadlines(long patience, long answer, long head, long keepAlive, long stall) {
    static Deadlines of(Timeouts timeouts) {
        return new Deadlines(
                timeouts.patience().toNanos(),
                timeouts.answer().toNanos(),
                timeouts.head().toNanos(),
                timeouts.keepAlive().toNanos(),
                timeouts.stall().toNanos());
    }
}
