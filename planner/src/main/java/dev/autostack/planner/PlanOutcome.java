package dev.autostack.planner;

import dev.autostack.planner.detect.ImagePlan;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.RunPlan;
import java.util.List;

/** What planning a source tree gave. Every outcome is a value; only a broken disk throws. */
public sealed interface PlanOutcome {

    /** It can be built and run. */
    record Planned(Detection detection, ImagePlan image, RunPlan run) implements PlanOutcome {}

    /**
     * Several readings are equally good, or none stands at the top and several below; the user has
     * to choose one of {@code detection.alternatives()} or {@code detection.members()}.
     */
    record Ambiguous(Detection detection, String message, String advice) implements PlanOutcome {}

    /**
     * The stack is known, but something that only the user can add is missing. {@code code} stands
     * in docs/errors.md.
     */
    record Incomplete(Detection detection, String code, String message, String advice)
            implements PlanOutcome {}

    /** A language that is not supported, or none that was recognised. */
    record Unsupported(Detection detection, String language, String advice, List<String> lookedFor)
            implements PlanOutcome {
        public Unsupported {
            lookedFor = List.copyOf(lookedFor);
        }
    }

    /** Nothing there to deploy. */
    record Empty(Detection detection, List<String> lookedFor) implements PlanOutcome {
        public Empty {
            lookedFor = List.copyOf(lookedFor);
        }
    }

    /** A setting that does not fit the tree. {@code code} stands in docs/errors.md. */
    record Refused(String code, String message, String hint) implements PlanOutcome {}
}
