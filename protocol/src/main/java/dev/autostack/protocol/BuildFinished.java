package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/** Ends a lease. Repeating it with the same fence changes nothing. */
@Serdeable
public record BuildFinished(long fence, BuildOutcome outcome) {
    public BuildFinished {
        InvalidValue.requirePresent(outcome, "outcome");
    }
}
