package dev.autostack.controlplane.deployment;

import dev.autostack.protocol.Cause;

/** What the public route said about who serves. */
sealed interface Answer {

    /** The wanted release with the wanted digest. */
    record Right() implements Answer {}

    /** Something else, or nothing; {@code cause} is the failure if that does not change in time. */
    record Wrong(Cause cause) implements Answer {}
}
