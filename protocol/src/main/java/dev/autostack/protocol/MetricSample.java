package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.UUID;

/**
 * One sample. {@code cpuPercent} 100 = one core busy since the sample before; network and disk are
 * totals since the container started, in bytes.
 */
@Serdeable
public record MetricSample(
        UUID instanceId,
        Instant at,
        double cpuPercent,
        long memoryBytes,
        long memoryLimitBytes,
        long networkInBytes,
        long networkOutBytes,
        long diskReadBytes,
        long diskWriteBytes,
        int pids) {}
