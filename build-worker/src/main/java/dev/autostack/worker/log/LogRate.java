package dev.autostack.worker.log;

/**
 * How much of a build's output is kept: {@code bytesPerSecond} on average with a burst in front,
 * and {@code totalBytes} in all. What goes over is counted, not kept.
 */
public record LogRate(long bytesPerSecond, long burstBytes, long totalBytes) {
    /** 4 MB/s after the first 64 MB, 256 MB in all. */
    public static LogRate standard() {
        return new LogRate(4L << 20, 64L << 20, 256L << 20);
    }

    Meter meter(long now) {
        return new Meter(now);
    }

    /** A token bucket. Times are {@link System#nanoTime}. Not safe for use by many threads. */
    final class Meter {
        private double tokens = (double) burstBytes;
        private long kept;
        private long last;

        private Meter(long now) {
            this.last = now;
        }

        boolean admit(long bytes, long now) {
            tokens = Math.min((double) burstBytes, tokens + (now - last) / 1e9 * bytesPerSecond);
            last = now;
            if (tokens < bytes || kept + bytes > totalBytes) {
                return false;
            }
            tokens -= bytes;
            kept += bytes;
            return true;
        }

        boolean isFull() {
            return kept >= totalBytes - 64 * 1024;
        }
    }
}
