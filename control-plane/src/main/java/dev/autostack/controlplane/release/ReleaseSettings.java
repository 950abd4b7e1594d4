package dev.autostack.controlplane.release;

import dev.autostack.protocol.HealthCheck;
import dev.autostack.protocol.ResourceLimits;
import dev.autostack.protocol.RestartPolicy;
import io.micronaut.serde.annotation.Serdeable;

/** How instances of a release are run, as it was set when the release was made. */
@Serdeable
public record ReleaseSettings(
        ResourceLimits limits,
        HealthCheck health,
        RestartPolicy restart,
        boolean readOnlyRoot,
        long drainMs,
        long startDeadlineMs,
        long stopTimeoutMs) {}
