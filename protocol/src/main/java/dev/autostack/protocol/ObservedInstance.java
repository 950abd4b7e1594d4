package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One instance as it is. {@code hostPort} is published on loopback. {@code cause} is set when
 * FAILED, UNHEALTHY or BACKING_OFF.
 */
@Serdeable
public record ObservedInstance(
        UUID instanceId,
        InstanceState state,
        @Nullable String containerId,
        @Nullable Integer hostPort,
        int restarts,
        @Nullable Instant startedAt,
        @Nullable Cause cause) {}
