package dev.autostack.planner.detect;

import dev.autostack.protocol.Detection.Evidence;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a source tree. {@code planner} is asked only for the reading that is chosen.
 *
 * @param stack id of the stack, as in docs/stacks.md
 * @param language for a stack that does not name its language itself
 */
public record Candidate(
        String stack,
        @Nullable String framework,
        @Nullable String language,
        List<Evidence> evidence,
        Function<PlanRequest, BuildPlan> planner) {
    public Candidate {
        evidence = List.copyOf(evidence);
    }

    public Candidate(
            String stack,
            @Nullable String framework,
            Tally tally,
            Function<PlanRequest, BuildPlan> planner) {
        this(stack, framework, null, tally.evidence(), planner);
    }

    /** Sum of the evidence, at least 0. Not capped: 120 beats 110. */
    public int points() {
        return Math.max(0, evidence.stream().mapToInt(Evidence::points).sum());
    }

    public int confidence() {
        return Math.min(100, points());
    }
}
