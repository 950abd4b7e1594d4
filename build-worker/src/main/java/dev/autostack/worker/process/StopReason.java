package dev.autostack.worker.process;

import dev.autostack.protocol.Cause;

/** Why a build has to stop before it is done. */
public sealed interface StopReason {
    /** Somebody cancelled it: finish as cancelled. */
    record Cancelled() implements StopReason {}

    /** Another worker has it, or nobody wants it: not another word about it. */
    record LeaseLost() implements StopReason {}

    /** The time of the whole build is used up. */
    record TimeUp() implements StopReason {}

    /** It went over one of its ceilings. */
    record LimitReached(Cause cause) implements StopReason {}

    /** The worker ends and can wait no longer: it will run again elsewhere. */
    record WorkerClosing() implements StopReason {}
}
