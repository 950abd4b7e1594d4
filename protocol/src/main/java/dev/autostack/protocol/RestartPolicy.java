package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/**
 * Restarts of an instance that was healthy once. Back-off doubles from {@code initialDelayMs} to
 * {@code maxDelayMs} and starts over after {@code resetAfterMs} of health.
 */
@Serdeable
public record RestartPolicy(
        int maxRestarts, long initialDelayMs, long maxDelayMs, long resetAfterMs) {
    /** Ten restarts from 1 s to 60 s, forgotten after 10 minutes of health. */
    public static RestartPolicy standard() {
        return new RestartPolicy(10, 1_000, 60_000, 600_000);
    }
}
