package dev.autostack.controlplane.target;

import dev.autostack.protocol.Cause;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A target on a stage: one environment on one host, and the hands that play everything outside of
 * the control plane.
 */
interface TargetStage {
    DeployTarget target();

    /** Calls the target as its callers must: in a transaction, holding the environment. */
    <T> T call(Supplier<T> work);

    UUID environment();

    UUID host();

    /** A new deployment of a new release. */
    Placement deployment(int wanted);

    /** A deployment that scales what {@code of} brought live. */
    Placement scaled(Placement of, int wanted);

    /** All instances that this deployment started are healthy now. */
    void heal(Placement placement);

    /** One instance that this deployment started is beyond hope. */
    void ruin(Placement placement, Cause cause);

    /** Traffic goes by this version now. */
    void confirm(long version);

    /** What should end has ended. */
    void letGo();

    /** The releases that get traffic. */
    Set<UUID> serving();

    /** How many instances of the release should run, without those that drain. */
    int running(UUID release);
}
