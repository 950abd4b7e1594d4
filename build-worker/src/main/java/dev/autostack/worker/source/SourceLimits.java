package dev.autostack.worker.source;

import java.time.Duration;

/**
 * Ceilings of one checkout: {@code maxBytes} for what is fetched and, separately, for what is
 * unpacked; {@code maxFiles} entries of the tree; {@code time} for all of it.
 */
public record SourceLimits(long maxBytes, int maxFiles, Duration time) {
    /** 1 GiB, 200,000 files, 5 minutes. */
    public static SourceLimits standard() {
        return new SourceLimits(1L << 30, 200_000, Duration.ofMinutes(5));
    }
}
