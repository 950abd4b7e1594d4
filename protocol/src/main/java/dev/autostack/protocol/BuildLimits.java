package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/** Ceilings of one build. {@code cpus} is a number of cores, 1.5 for one and a half. */
@Serdeable
public record BuildLimits(
        double cpus, long memoryBytes, int pids, long timeoutMs, long diskBytes) {}
