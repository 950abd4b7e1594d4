package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/** Ceilings of one instance. */
@Serdeable
public record ResourceLimits(double cpus, long memoryBytes, int pids) {
    /** Half a gigabyte, one core, 256 processes: enough for a small web app. */
    public static ResourceLimits standard() {
        return new ResourceLimits(1.0, 512L * 1024 * 1024, 256);
    }
}
