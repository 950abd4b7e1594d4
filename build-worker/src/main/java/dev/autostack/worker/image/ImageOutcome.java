package dev.autostack.worker.image;

import dev.autostack.protocol.Cause;

/** What came of an image build. */
public sealed interface ImageOutcome {
    /** {@code imageId} is the engine's; {@code steps} counts the Dockerfile's instructions. */
    record Built(String imageId, int steps, int cached) implements ImageOutcome {}

    /** A step failed; why is in the log. */
    record StepFailed(int exitCode) implements ImageOutcome {}

    /** For a reason that is known without the log. */
    record Failed(Cause cause) implements ImageOutcome {}

    /** The engine is to blame. */
    record Broken(Cause cause) implements ImageOutcome {}
}
