package dev.autostack.controlplane.deployment;

import dev.autostack.protocol.Cause;
import java.time.Instant;

/** What happened to a deployment. {@code deadline} is that of the state it leads to. */
sealed interface DeploymentEvent {

    /** A worker leased the build. */
    record Leased(Instant deadline) implements DeploymentEvent {}

    /** The worker was lost; another one may lease the build. */
    record Requeued(Instant deadline) implements DeploymentEvent {}

    /** The release is there and its instances are wanted. */
    record Released(Instant deadline) implements DeploymentEvent {}

    /** The edge confirmed the table that points at the release. */
    record Switched(Instant deadline) implements DeploymentEvent {}

    /** The release answered through the public route. */
    record Verified() implements DeploymentEvent {}

    /** Another deployment of the environment went live. */
    record Replaced() implements DeploymentEvent {}

    /** It cannot go live. */
    record Failure(Cause cause) implements DeploymentEvent {}

    /** A person stopped it. */
    record Cancel() implements DeploymentEvent {}

    /** A newer deployment of the environment began, or went live first. */
    record Supersede() implements DeploymentEvent {}
}
