package dev.autostack.worker.process;

/** How a process ended. */
public sealed interface Exit {
    /** By itself; {@code code} above 128 means it was ended by a signal that was not ours. */
    record Ended(int code) implements Exit {}

    /** We killed it because its time was used up. */
    record TimedOut() implements Exit {}

    /** We killed it because somebody asked for it. */
    record Killed() implements Exit {}

    default boolean succeeded() {
        return this instanceof Ended(int code) && code == 0;
    }
}
