package dev.autostack.edge.proxy;

import dev.autostack.edge.measure.Access;
import dev.autostack.edge.measure.RouteTally;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one exchange for the counters of its release and for the access log, and the
 * writing of both.
 */
final class Account {
    private final ProxyLoop loop;
    private final ClientConnection client;
    private final HttpServerRequest request;
    private final long started = System.nanoTime();
    private String host = "";
    private String requestId = "";
    private @Nullable ServedRoute route;
    private @Nullable ServedTarget target;
    private boolean stream;

    Account(ProxyLoop loop, ClientConnection client, HttpServerRequest request) {
        this.loop = loop;
        this.client = client;
        this.request = request;
    }

    void asks(String forHost, String underId) {
        host = forHost;
        requestId = underId;
    }

    /** Empty before the request was understood. */
    String requestId() {
        return requestId;
    }

    void routed(ServedRoute by) {
        route = by;
    }

    @Nullable ServedRoute route() {
        return route;
    }

    /** From here the request is in flight to this release. */
    void begin(ServedTarget to) {
        target = to;
        to.tally().begin();
    }

    /** Null for a request that no release got. */
    @Nullable ServedTarget target() {
        return target;
    }

    /** The answer turned into a stream, which has no end of its own to wait for. */
    void streams(ServedTarget of) {
        stream = true;
        of.tally().streamOpened(System.nanoTime() - started);
    }

    boolean isStream() {
        return stream;
    }

    void close(Outcome outcome, int status, long in, long out, String upstream, long now) {
        long nanos = now - started;
        ServedTarget of = target;
        if (of != null) {
            count(of.tally(), outcome, status, nanos);
            of.tally().bytes(in, out);
        }
        if (loop.accessLog().isEnabled()) {
            loop.accessLog().offer(access(outcome, status, nanos, in, out, upstream));
        }
    }

    private void count(RouteTally tally, Outcome outcome, int status, long nanos) {
        if (stream) {
            tally.streamClosed();
        } else {
            tally.end(nanos);
        }
        switch (outcome) {
            case EDGE_ERROR -> tally.edgeError();
            case CLIENT_ABORT -> tally.clientAbort();
            case ANSWERED -> {
                if (status >= 500) {
                    tally.serverError();
                }
            }
            case ANSWERED_BY_EDGE -> {}
        }
    }

    private Access access(
            Outcome outcome, int status, long nanos, long in, long out, String upstream) {
        ServedRoute of = route;
        ServedTarget to = target;
        return new Access(
                loop.wallMillis(),
                host,
                of == null ? "" : of.id(),
                to == null ? "" : to.releaseId(),
                request.method().name(),
                request.uri(),
                status,
                in,
                out,
                nanos / 1_000,
                upstream,
                client.address(),
                protocol(),
                client.isSecure(),
                requestId,
                outcome.fault());
    }

    private String protocol() {
        return switch (request.version()) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            case HTTP_2 -> "HTTP/2";
            case null -> "";
        };
    }
}
