package dev.autostack.controlplane.log;

import dev.autostack.controlplane.http.Refusal;

/** What became of a batch of chunks. */
public sealed interface LogOutcome {
    /** Everything up to chunk {@code lastSeq} of this source is durable. */
    record Stored(long lastSeq) implements LogOutcome {}

    /** The sender no longer holds the lease; nothing was written. */
    record StaleFence() implements LogOutcome {}

    /** A chunk is missing: the next one must have number {@code expected}. Nothing was written. */
    record Hole(long expected) implements LogOutcome {
        public Refusal refusal() {
            return Refusal.conflict(
                    "log_hole",
                    "A chunk is missing: the next one must have number " + expected + ".",
                    "Send the chunks again from that number on.");
        }
    }

    /** No such build or instance, or it belongs to somebody else. */
    record UnknownSource() implements LogOutcome {}
}
