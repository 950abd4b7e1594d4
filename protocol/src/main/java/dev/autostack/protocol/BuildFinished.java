package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * Ends a lease. Repeating it with the same fence changes nothing. {@code facts} is null when no
 * image build began, and from an older worker.
 */
@Serdeable
public record BuildFinished(long fence, BuildOutcome outcome, @Nullable BuildFacts facts) {
    public BuildFinished {
        InvalidValue.requirePresent(outcome, "outcome");
    }

    /** Of a build that tells nothing about its steps. */
    public BuildFinished(long fence, BuildOutcome outcome) {
        this(fence, outcome, null);
    }
}
