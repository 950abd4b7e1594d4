package dev.autostack.planner;

import dev.autostack.protocol.Detection;
import org.jspecify.annotations.Nullable;

/** An outcome as the text of a golden file. */
final class GoldenText {
    private GoldenText() {}

    static String of(PlanOutcome outcome) {
        return switch (outcome) {
            case PlanOutcome.Planned planned ->
                    "planned " + run(planned) + json(planned.detection());
            case PlanOutcome.Ambiguous ambiguous ->
                    "ambiguous: " + ambiguous.message() + "\n" + json(ambiguous.detection());
            case PlanOutcome.Incomplete incomplete ->
                    "incomplete "
                            + incomplete.code()
                            + ": "
                            + incomplete.message()
                            + " | "
                            + incomplete.advice()
                            + "\n"
                            + json(incomplete.detection());
            case PlanOutcome.Unsupported unsupported ->
                    "unsupported " + unsupported.language() + "\n" + json(unsupported.detection());
            case PlanOutcome.Empty empty -> "empty\n" + json(empty.detection());
            case PlanOutcome.Refused refused ->
                    "refused "
                            + refused.code()
                            + ": "
                            + refused.message()
                            + " | "
                            + refused.hint()
                            + "\n";
        };
    }

    static Detection detection(PlanOutcome outcome) {
        return switch (outcome) {
            case PlanOutcome.Planned planned -> planned.detection();
            case PlanOutcome.Ambiguous ambiguous -> ambiguous.detection();
            case PlanOutcome.Incomplete incomplete -> incomplete.detection();
            case PlanOutcome.Unsupported unsupported -> unsupported.detection();
            case PlanOutcome.Empty empty -> empty.detection();
            case PlanOutcome.Refused refused -> throw new AssertionError(refused);
        };
    }

    private static String run(PlanOutcome.Planned planned) {
        return planned.run()
                + " context="
                + planned.image().context()
                + " dockerfile="
                + planned.image().dockerfilePath()
                + "\n";
    }

    private static String json(Detection detection) {
        return PlanJson.pretty(detection);
    }

    static @Nullable String generatedDockerfile(PlanOutcome outcome) {
        return outcome instanceof PlanOutcome.Planned planned
                        && planned.image().dockerfilePath() == null
                ? planned.image().dockerfile()
                : null;
    }
}
