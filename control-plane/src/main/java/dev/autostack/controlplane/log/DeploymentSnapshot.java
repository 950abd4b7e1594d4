package dev.autostack.controlplane.log;

import java.util.Optional;
import java.util.UUID;

/** What a reader of a log is shown of its deployment; the package deployment knows it. */
public interface DeploymentSnapshot {
    /** The deployment as the API shows it; empty when the team has none of this id. */
    Optional<?> of(UUID deploymentId, UUID teamId);
}
