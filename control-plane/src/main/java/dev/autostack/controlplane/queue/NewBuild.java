package dev.autostack.controlplane.queue;

import dev.autostack.controlplane.db.Jsonb;
import dev.autostack.protocol.LeaseKind;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A build to queue. {@code timeout} bounds one attempt. {@code source} is set for an inspection
 * that belongs to no project. {@code withoutCache}: nothing of earlier builds is used.
 */
public record NewBuild(
        UUID id,
        UUID teamId,
        @Nullable UUID projectId,
        @Nullable UUID deploymentId,
        LeaseKind kind,
        @Nullable String ref,
        @Nullable String commit,
        Duration timeout,
        @Nullable Jsonb source,
        boolean withoutCache) {}
