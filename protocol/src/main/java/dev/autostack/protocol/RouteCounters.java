package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.UUID;

/**
 * Totals since the edge started, per route and release. {@code edgeErrors} are answers that the
 * edge had to make up (502, 503, 504) and upstream connections that broke mid-answer; {@code
 * serverErrors} are 5xx of the app; {@code clientAborts} are clients that left. {@code
 * latencyBuckets} counts by {@link #LATENCY_BOUNDS_MS}, one more for the rest.
 */
@Serdeable
public record RouteCounters(
        UUID routeId,
        UUID releaseId,
        long requests,
        long edgeErrors,
        long serverErrors,
        long clientAborts,
        long bytesIn,
        long bytesOut,
        int inFlight,
        int openStreams,
        List<Long> latencyBuckets) {
    public RouteCounters {
        latencyBuckets = List.copyOf(latencyBuckets);
    }

    /** Upper bounds of the latency buckets in milliseconds, inclusive. */
    public static final List<Long> LATENCY_BOUNDS_MS =
            List.of(1L, 2L, 5L, 10L, 25L, 50L, 100L, 250L, 500L, 1_000L, 2_500L, 5_000L, 10_000L);
}
