package dev.autostack.worker.image;

import dev.autostack.worker.process.BuildProcesses;

/**
 * Builds an image in one engine. One call at a time per engine; a call may be repeated. When the
 * build is stopped, {@link dev.autostack.worker.process.BuildStopped} is thrown and nothing of the
 * build runs on.
 */
public interface ImageBuilder {
    /** One line for the log that says what builds, and what it cannot do. */
    String describe();

    ImageOutcome build(ImageRequest request, BuildProcesses processes, StepLog log);
}
