package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/**
 * How an instance is asked for its health, from outside its container. {@code threshold} good
 * answers in a row make it healthy, {@code failureThreshold} bad ones unhealthy. Failures during
 * {@code startPeriodMs} do not count.
 */
@Serdeable
public record HealthCheck(
        Probe probe,
        long intervalMs,
        long timeoutMs,
        int threshold,
        int failureThreshold,
        long startPeriodMs) {}
