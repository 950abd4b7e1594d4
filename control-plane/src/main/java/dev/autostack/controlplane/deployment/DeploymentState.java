package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.deployment.DeploymentEvent.Cancel;
import dev.autostack.controlplane.deployment.DeploymentEvent.Failure;
import dev.autostack.controlplane.deployment.DeploymentEvent.Leased;
import dev.autostack.controlplane.deployment.DeploymentEvent.Released;
import dev.autostack.controlplane.deployment.DeploymentEvent.Replaced;
import dev.autostack.controlplane.deployment.DeploymentEvent.Requeued;
import dev.autostack.controlplane.deployment.DeploymentEvent.Supersede;
import dev.autostack.controlplane.deployment.DeploymentEvent.Switched;
import dev.autostack.controlplane.deployment.DeploymentEvent.Verified;
import dev.autostack.protocol.Cause;
import java.time.Instant;

/**
 * Where one deployment stands. {@link #next} is the only way to move it; the history of a
 * deployment is the list of its states.
 *
 * <pre>
 * QUEUED -> BUILDING -> RELEASING -> VERIFYING -> LIVE -> RETIRED
 *   ^          |
 *   +----------+ the worker was lost: the build waits again
 * QUEUED -> RELEASING when there is nothing to build
 * any unfinished state -> FAILED(cause) | CANCELLED | SUPERSEDED
 * </pre>
 */
sealed interface DeploymentState {

    /** A state that something still has to move on; overdue after {@code deadline}. */
    sealed interface Unfinished extends DeploymentState {
        Instant deadline();
    }

    /** Waits for a worker, or for its turn when there is nothing to build. */
    record Queued(Instant deadline) implements Unfinished {}

    /** A worker holds the lease of its build. */
    record Building(Instant deadline) implements Unfinished {}

    /** The release exists; instances start, become healthy and get the route. */
    record Releasing(Instant deadline) implements Unfinished {}

    /** The edge has the new table; the public route is asked who answers. */
    record Verifying(Instant deadline) implements Unfinished {}

    /** Its release answered through the public route and serves the environment. */
    record Live() implements DeploymentState {}

    /** Was live and has been replaced. */
    record Retired() implements DeploymentState {}

    /** Failed without going live, for this reason. */
    record Failed(Cause cause) implements DeploymentState {}

    /** A person stopped it. */
    record Cancelled() implements DeploymentState {}

    /** A newer deployment of the environment took its place. */
    record Superseded() implements DeploymentState {}

    /**
     * The state after {@code event}.
     *
     * @throws IllegalTransition when the event cannot happen in this state
     */
    static DeploymentState next(DeploymentState state, DeploymentEvent event) {
        return switch (event) {
            case Leased(Instant deadline) when state instanceof Queued -> new Building(deadline);
            case Requeued(Instant deadline) when state instanceof Building -> new Queued(deadline);
            case Released(Instant deadline)
                    when state instanceof Queued || state instanceof Building ->
                    new Releasing(deadline);
            case Switched(Instant deadline) when state instanceof Releasing ->
                    new Verifying(deadline);
            case Verified() when state instanceof Verifying -> new Live();
            case Replaced() when state instanceof Live -> new Retired();
            case Failure(Cause cause) when state instanceof Unfinished -> new Failed(cause);
            case Cancel() when state instanceof Unfinished -> new Cancelled();
            case Supersede() when state instanceof Unfinished -> new Superseded();
            case Leased _,
                    Requeued _,
                    Released _,
                    Switched _,
                    Verified _,
                    Replaced _,
                    Failure _,
                    Cancel _,
                    Supersede _ ->
                    throw new IllegalTransition(state, event);
        };
    }

    /** The name in the database and the API. */
    default Name name() {
        return switch (this) {
            case Queued _ -> Name.QUEUED;
            case Building _ -> Name.BUILDING;
            case Releasing _ -> Name.RELEASING;
            case Verifying _ -> Name.VERIFYING;
            case Live _ -> Name.LIVE;
            case Retired _ -> Name.RETIRED;
            case Failed _ -> Name.FAILED;
            case Cancelled _ -> Name.CANCELLED;
            case Superseded _ -> Name.SUPERSEDED;
        };
    }

    /** The states as they stand in the database and the API. */
    enum Name {
        QUEUED,
        BUILDING,
        RELEASING,
        VERIFYING,
        LIVE,
        RETIRED,
        FAILED,
        CANCELLED,
        SUPERSEDED;

        boolean unfinished() {
            return switch (this) {
                case QUEUED, BUILDING, RELEASING, VERIFYING -> true;
                case LIVE, RETIRED, FAILED, CANCELLED, SUPERSEDED -> false;
            };
        }
    }
}
