package dev.autostack.worker.image;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Digest;

/** What came of a push. */
public sealed interface PushOutcome {
    /** {@code sizeBytes} is the sum of the compressed layers. */
    record Pushed(Digest digest, long sizeBytes) implements PushOutcome {}

    record Broken(Cause cause) implements PushOutcome {}
}
