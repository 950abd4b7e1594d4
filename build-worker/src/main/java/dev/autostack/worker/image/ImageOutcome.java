package dev.autostack.worker.image;

import dev.autostack.protocol.BuildFacts;
import dev.autostack.protocol.Cause;
import java.util.List;

/** What came of an image build. */
public sealed interface ImageOutcome {
    /** {@code imageId} is the engine's; {@code steps} are the Dockerfile's, not redacted. */
    record Built(String imageId, List<BuildFacts.Step> steps) implements ImageOutcome {
        public Built {
            steps = List.copyOf(steps);
        }
    }

    /** A step failed; why is in the log. */
    record StepFailed(int exitCode, List<BuildFacts.Step> steps) implements ImageOutcome {
        public StepFailed {
            steps = List.copyOf(steps);
        }
    }

    /** For a reason that is known without the log. */
    record Failed(Cause cause) implements ImageOutcome {}

    /** The engine is to blame. */
    record Broken(Cause cause) implements ImageOutcome {}
}
