package dev.autostack.agent.instance;

import dev.autostack.protocol.Cause;
import java.time.Instant;

/** What can happen to an instance. Moves a {@link Progress}. */
public sealed interface Happening {

    /** Its image is being fetched. */
    record Pulling(Instant at) implements Happening {}

    /** Its container is being made or started. */
    record Starting(Instant at) implements Happening {}

    /** Its process runs. */
    record Started(String containerId, int hostPort, Instant at) implements Happening {}

    /** It was found running: after a restart of the agent or of the engine. */
    record Found(String containerId, int hostPort, Instant startedAt) implements Happening {}

    /**
     * It could not be started. {@code lasting}: trying again brings the same. {@code blameless}:
     * the engine or a registry was at fault, so the try does not count.
     */
    record NotStarted(Cause cause, boolean lasting, boolean blameless, Instant at)
            implements Happening {}

    /** Enough good answers in a row. */
    record Passed(Instant at) implements Happening {}

    /** It was healthy and is not any more, though it runs. It is to be started again. */
    record Sickened(Cause cause, Instant at) implements Happening {}

    /** It never became healthy in its time. */
    record NeverPassed(Cause cause, Instant at) implements Happening {}

    /** Its process ended. {@code lasting}: another start ends the same way. */
    record Exited(Cause cause, boolean lasting, Instant at) implements Happening {}

    /** The engine was not there while it ended (a reboot, a restart of dockerd): nobody's fault. */
    record Interrupted(Instant at) implements Happening {}

    /** Its sick process was ended; it starts again when its pause is over. */
    record Halted() implements Happening {}

    /** It may not run at all. */
    record Refused(Cause cause) implements Happening {}

    /** It is being taken away. */
    record Stopping() implements Happening {}

    /** Its process ended because it is taken away; the container waits for its log. */
    record Stopped() implements Happening {}
}
