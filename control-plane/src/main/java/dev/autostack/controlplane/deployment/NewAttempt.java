package dev.autostack.controlplane.deployment;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a new deployment is to do. {@code releaseId} is set for kinds that build nothing; {@code
 * instances} only for SCALE.
 */
record NewAttempt(
        UUID environmentId,
        DeploymentKind kind,
        Trigger trigger,
        @Nullable String ref,
        @Nullable String commit,
        @Nullable UUID releaseId,
        @Nullable UUID sourceId,
        @Nullable Integer instances,
        @Nullable String reason,
        @Nullable UUID createdBy) {}
