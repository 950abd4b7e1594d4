package dev.autostack.controlplane.log;

/** What became of a batch of chunks. */
public sealed interface LogOutcome {
    /** Everything up to chunk {@code lastSeq} of this source is durable. */
    record Stored(long lastSeq) implements LogOutcome {}

    /** The sender no longer holds the lease; nothing was written. */
    record StaleFence() implements LogOutcome {}

    /** A chunk is missing: the next one must have number {@code expected}. Nothing was written. */
    record Hole(long expected) implements LogOutcome {}

    /** No such build or instance, or it belongs to somebody else. */
    record UnknownSource() implements LogOutcome {}
}
