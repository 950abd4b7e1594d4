package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Work handed to one worker. Writes are accepted only with {@code fence}; {@code attempt} counts
 * from 1. {@code leaseUntil} is extended by heartbeats, {@code deadline} is not.
 */
@Serdeable
public record BuildLease(
        UUID buildId,
        @Nullable UUID deploymentId,
        UUID projectId,
        LeaseKind kind,
        int attempt,
        long fence,
        Instant leaseUntil,
        Instant deadline,
        SourceSpec source,
        BuildSpec build,
        @Nullable PushTarget push) {}
