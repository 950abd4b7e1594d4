package dev.autostack.agent.health;

import dev.autostack.protocol.Cause;

/** What one question for health brought. */
public sealed interface Answer {

    /** As it should be. */
    record Good() implements Answer {}

    /**
     * Not as it should be. {@code definite}: the app itself answered wrongly or listens in a wrong
     * place, so waiting longer is of little use; otherwise it may just not be ready.
     */
    record Bad(Cause cause, boolean definite) implements Answer {}

    /** It could not be asked, through no fault of the app. Counts for nothing. */
    record Unasked(Cause cause) implements Answer {}
}
