package dev.autostack.controlplane.target;

import dev.autostack.protocol.Cause;

/** How far a step is that a target makes. */
public sealed interface Progress {

    /** Not there yet; {@code on} says what it waits for, one sentence. */
    record Waiting(String on) implements Progress {}

    record Done() implements Progress {}

    /** It will never get there by itself. */
    record Failed(Cause cause) implements Progress {}
}
