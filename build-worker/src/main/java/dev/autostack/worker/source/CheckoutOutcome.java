package dev.autostack.worker.source;

import dev.autostack.protocol.Cause;

/** What came of a checkout. */
public sealed interface CheckoutOutcome {
    record CheckedOut(SourceTree tree) implements CheckoutOutcome {}

    /** For a reason the user can act on; the cause carries no log lines yet. */
    record Failed(Cause cause) implements CheckoutOutcome {}

    /** The worker is to blame. */
    record Broken(Cause cause) implements CheckoutOutcome {}
}
