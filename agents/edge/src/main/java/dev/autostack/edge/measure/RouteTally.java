package dev.autostack.edge.measure;

import dev.autostack.protocol.RouteCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What one event loop counted for one release behind one route. Touched by that loop only; others
 * get {@link #counters()} through it.
 *
 * <p>{@code requests} is counted when an answer is complete, or when it turned into a stream, so
 * that requests minus errors is the number of answers that went well at any moment. A request is in
 * {@code inFlight} from routing to the end of its answer; a WebSocket or an event stream moves from
 * there to {@code openStreams} when it opens.
 */
public final class RouteTally {
    /** Which release behind which route. */
    public record Key(UUID routeId, UUID releaseId) {}

    private static final long[] BOUNDS_NANOS =
            RouteCounters.LATENCY_BOUNDS_MS.stream().mapToLong(ms -> ms * 1_000_000).toArray();

    private final Key key;
    private final long[] buckets = new long[BOUNDS_NANOS.length + 1];
    private long requests;
    private long edgeErrors;
    private long serverErrors;
    private long clientAborts;
    private long bytesIn;
    private long bytesOut;
    private int inFlight;
    private int openStreams;

    public RouteTally(Key key) {
        this.key = key;
    }

    public Key key() {
        return key;
    }

    public void begin() {
        inFlight++;
    }

    /** The answer of a request that is in flight turned into a stream of unknown length. */
    public void streamOpened(long nanos) {
        inFlight--;
        openStreams++;
        count(nanos);
    }

    public void streamClosed() {
        openStreams--;
    }

    /** A request in flight is over, well or not. */
    public void end(long nanos) {
        inFlight--;
        count(nanos);
    }

    public void edgeError() {
        edgeErrors++;
    }

    public void serverError() {
        serverErrors++;
    }

    public void clientAbort() {
        clientAborts++;
    }

    public void bytes(long in, long out) {
        bytesIn += in;
        bytesOut += out;
    }

    public boolean isBusy() {
        return inFlight > 0 || openStreams > 0;
    }

    private void count(long nanos) {
        requests++;
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        buckets[bucket]++;
    }

    public RouteCounters counters() {
        List<Long> latency = new ArrayList<>(buckets.length);
        for (long bucket : buckets) {
            latency.add(bucket);
        }
        return new RouteCounters(
                key.routeId(),
                key.releaseId(),
                requests,
                edgeErrors,
                serverErrors,
                clientAborts,
                bytesIn,
                bytesOut,
                inFlight,
                openStreams,
                latency);
    }
}
