package dev.autostack.edge.proxy;

import dev.autostack.edge.measure.Access;
import dev.autostack.edge.measure.RouteTally;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, from the client through an instance and back, on one event loop:
 * where it goes, whether it is tried again, when it has taken too long. It is over in exactly one
 * place, {@link #finish}.
 */
final class Exchange implements UpstreamConnection.Listener, UpstreamConnector.Listener {
    private enum Phase {
        NEW,
        CONNECTING,
        /** The head is with the app; maybe the body is still on its way. */
        SENT,
        /** The app's head is here. */
        ANSWERING,
        TUNNEL,
        DONE
    }

    private enum Outcome {
        ANSWERED,
        ANSWERED_BY_EDGE,
        EDGE_ERROR,
        CLIENT_ABORT
    }

    private static final int MOST_ATTEMPTS = 3;

    /** Methods that do twice what they do once (RFC 9110, 9.2.2). */
    private static final Set<String> REPLAYABLE =
            Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE");

    /** A request that cannot be sent twice takes a kept connection only when it rested less. */
    private static final long FRESH_NANOS = 1_000_000_000L;

    /** How long a client may go on sending a body that nobody wants any more. */
    private static final long LINGER_MS = 2_000;

    private final ProxyLoop loop;
    private final ClientConnection client;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Answer answer;
    private final long started = System.nanoTime();

    /** Neighbours in the loop's list. */
    @Nullable Exchange before;

    @Nullable Exchange after;

    private Phase phase = Phase.NEW;
    private RequestBody body;
    private RequestTarget.@Nullable Valid asked;
    private String requestId = "";
    private @Nullable ServedRoute route;
    private @Nullable ServedTarget target;
    private @Nullable Upstream upstream;
    private @Nullable UpstreamConnection connection;
    private @Nullable Tunnel tunnel;
    private List<Upstream> tried = List.of();
    private String lastUpstream = "";
    private int attempts;
    private boolean reused;
    private boolean freshOnly;
    private boolean webSocket;
    private boolean draining;
    private long drainBy;

    Exchange(ProxyLoop loop, ClientConnection client, HttpServerRequest request) {
        this.loop = loop;
        this.client = client;
        this.request = request;
        this.response = request.response();
        this.answer = new Answer(request);
        this.body = new RequestBody(request, RequestTarget.Body.CHUNKED);
    }

    private boolean isHttp2() {
        return request.version() == HttpVersion.HTTP_2;
    }

    // ---- to the app

    void start() {
        loop.add(this);
        client.begin();
        switch (RequestTarget.of(request)) {
            case RequestTarget.Refused refused -> {
                loop.unrouted().badRequest();
                page(EdgePage.badRequest(refused.status(), refused.code(), refused.message()));
            }
            case RequestTarget.Valid valid -> route(valid);
        }
    }

    private void route(RequestTarget.Valid valid) {
        asked = valid;
        body = new RequestBody(request, valid.body());
        requestId = loop.requestIds().of(request.getHeader("x-request-id"));
        LoopRoutes routes = loop.routes();
        ServedRoute found = routes.find(valid.host());
        if (found == null) {
            loop.unrouted().unknownHost();
            page(routes.version() == 0 ? EdgePage.noTable() : EdgePage.unknownHost(valid.host()));
            return;
        }
        route = found;
        String maintenance = found.maintenance();
        ServedTarget picked = maintenance == null ? found.pick() : null;
        if (picked == null) {
            loop.unrouted().maintenance();
            page(noTarget(found, maintenance));
            return;
        }
        target = picked;
        picked.tally().begin();
        response.exceptionHandler(this::clientGone);
        webSocket = isWebSocket();
        body.hold(
                loop,
                () -> {
                    if (phase == Phase.NEW) {
                        dispatch(picked);
                    }
                });
    }

    private static EdgePage noTarget(ServedRoute route, @Nullable String maintenance) {
        if (maintenance != null) {
            return EdgePage.maintenance(maintenance);
        }
        return route.hasWeight() ? EdgePage.noUpstream() : EdgePage.maintenance("");
    }

    private boolean isWebSocket() {
        if (!body.isNone() || isHttp2() || !request.method().equals(HttpMethod.GET)) {
            return false;
        }
        MultiMap headers = request.headers();
        String upgrade = headers.get(HttpHeaderNames.UPGRADE);
        return upgrade != null
                && upgrade.equalsIgnoreCase("websocket")
                && headers.getAll(HttpHeaderNames.CONNECTION).stream()
                        .anyMatch(c -> AsciiString.containsIgnoreCase(c, "upgrade"));
    }

    private void dispatch(ServedTarget to) {
        long now = System.nanoTime();
        Upstream chosen = attempts < MOST_ATTEMPTS ? to.pick(now, tried) : null;
        if (chosen == null) {
            edgeFault(EdgePage.unreachable());
            return;
        }
        attempts++;
        upstream = chosen;
        chosen.begin();
        UpstreamConnection kept =
                freshOnly
                        ? null
                        : chosen.takeIdle(now, isReplayable() ? Long.MAX_VALUE : FRESH_NANOS);
        reused = kept != null;
        if (kept != null) {
            send(kept);
        } else {
            phase = Phase.CONNECTING;
            loop.connector().connect(chosen, this);
        }
    }

    /** Whether sending it twice does what sending it once does, and is possible. */
    private boolean isReplayable() {
        return body.isNone() && !webSocket && REPLAYABLE.contains(request.method().name());
    }

    @Override
    public void connected(UpstreamConnection fresh) {
        if (phase == Phase.CONNECTING && fresh.upstream().equals(upstream)) {
            send(fresh);
        } else {
            fresh.upstream().keep(fresh, System.nanoTime());
        }
    }

    @Override
    public void refused(Upstream by, Throwable cause) {
        by.refused(System.nanoTime());
        ServedTarget to = target;
        if (phase != Phase.CONNECTING || !by.equals(upstream) || to == null) {
            return;
        }
        // Nothing was sent, so any request may go to another instance.
        phase = Phase.NEW;
        leaveUpstream(false);
        remember(by);
        if (hasUntried(to)) {
            dispatch(to);
        } else {
            edgeFault(
                    cause instanceof ConnectTimeoutException
                            ? EdgePage.tooSlow()
                            : EdgePage.unreachable());
        }
    }

    private boolean hasUntried(ServedTarget of) {
        return of.upstreams().size() > tried.size();
    }

    private void remember(Upstream failed) {
        List<Upstream> more = new ArrayList<>(tried);
        more.add(failed);
        tried = more;
    }

    private void send(UpstreamConnection to) {
        RequestTarget.Valid valid = asked;
        if (valid == null) {
            throw new IllegalStateException("A request without a target is never sent");
        }
        boolean expects = body.expectsContinue();
        ByteBuf head = to.channel().alloc().ioBuffer(1_024);
        try {
            RequestHead.write(
                    head,
                    request,
                    client,
                    new RequestHead.Facts(valid, body.isChunked(), expects, webSocket, requestId));
        } catch (IllegalArgumentException e) {
            head.release();
            leaveUpstream(false);
            to.upstream().keep(to, System.nanoTime());
            answer.makeLast();
            page(EdgePage.badRequest(400, "edge_bad_request", String.valueOf(e.getMessage())));
            return;
        }
        connection = to;
        phase = Phase.SENT;
        to.request(head, request.method().equals(HttpMethod.HEAD), this);
        body.follow(to, expects);
    }

    @Override
    public void writable() {
        body.writable();
    }

    // ---- from the app

    @Override
    public void interim(HttpResponse interim) {
        int code = interim.status().code();
        if (code == 100) {
            body.goOn();
        } else if (code == 103 && isHttp2() && !response.headWritten()) {
            MultiMap hints = MultiMap.caseInsensitiveMultiMap();
            interim.headers()
                    .forEach(field -> {
                        if (!HeaderRules.isKeptFromClient(field.getKey())) {
                            hints.add(field.getKey(), field.getValue());
                        }
                    });
            response.writeEarlyHints(hints);
        }
    }

    @Override
    public void head(HttpResponse head) {
        ServedTarget of = target;
        UpstreamConnection from = connection;
        if (of == null || from == null) {
            return;
        }
        phase = Phase.ANSWERING;
        try {
            if (head.status().code() == 101) {
                upgrade(head, of, from);
                return;
            }
            if (loop.isStopping() || !body.isWorthDiscarding()) {
                answer.makeLast();
            }
            answer.head(head, of, from, loop.date());
        } catch (IllegalArgumentException e) {
            edgeFault(EdgePage.invalidAnswer());
            return;
        }
        if (answer.isEventStream()) {
            of.tally().streamOpened(System.nanoTime() - started);
        }
    }

    @Override
    public void body(ByteBuf bytes) {
        if (phase == Phase.ANSWERING) {
            answer.body(bytes);
        } else {
            bytes.release();
        }
    }

    @Override
    public void pause() {
        if (phase == Phase.ANSWERING) {
            answer.pause();
        }
    }

    @Override
    public void end(HttpHeaders trailers, boolean reusable) {
        if (phase == Phase.ANSWERING) {
            leaveUpstream(reusable && body.isDone());
            answer.end(trailers);
            finish(Outcome.ANSWERED);
            settleClient();
        }
    }

    @Override
    public void broken(@Nullable Throwable cause) {
        UpstreamConnection was = connection;
        ServedTarget of = target;
        Upstream at = upstream;
        if (was == null || of == null || at == null || phase == Phase.DONE) {
            return;
        }
        boolean headHere = phase == Phase.ANSWERING;
        leaveUpstream(false);
        if (headHere && response.headWritten()) {
            breakOff(Outcome.EDGE_ERROR);
            return;
        }
        if (was.answered()) {
            edgeFault(EdgePage.invalidAnswer());
            return;
        }
        phase = Phase.NEW;
        if (reused) {
            // The app closed a resting connection just as it was used: a new one will do.
            freshOnly = true;
        } else {
            remember(at);
        }
        if (isReplayable() && attempts < MOST_ATTEMPTS && hasUntried(of)) {
            dispatch(of);
        } else {
            edgeFault(EdgePage.broken());
        }
    }

    // ---- WebSockets

    private void upgrade(HttpResponse head, ServedTarget of, UpstreamConnection from) {
        if (!webSocket) {
            edgeFault(EdgePage.invalidAnswer());
            return;
        }
        answer.upgrade(head, of);
        phase = Phase.TUNNEL;
        var opened = new Tunnel(this, from);
        tunnel = opened;
        of.tally().streamOpened(System.nanoTime() - started);
        from.reading(false);
        from.raw(opened);
        // From here the connection is no HTTP any more and ends with the tunnel.
        loop.upgraded(client);
        request.toNetSocket().onSuccess(opened::open).onFailure(e -> opened.close());
    }

    void tunnelClosed() {
        if (phase == Phase.TUNNEL) {
            leaveUpstream(false);
            finish(Outcome.ANSWERED);
            loop.tunnelClosed();
        }
    }

    // ---- when it does not go well

    private void clientGone(Throwable cause) {
        if (phase != Phase.DONE && phase != Phase.TUNNEL) {
            leaveUpstream(false);
            finish(Outcome.CLIENT_ABORT);
        }
    }

    /** The edge has to answer for the app. */
    private void edgeFault(EdgePage page) {
        leaveUpstream(false);
        if (response.headWritten()) {
            breakOff(Outcome.EDGE_ERROR);
        } else {
            send(page);
            finish(Outcome.EDGE_ERROR);
            settleClient();
        }
    }

    /** An answer of the edge's own that is nobody's fault, or the client's. */
    private void page(EdgePage page) {
        send(page);
        finish(Outcome.ANSWERED_BY_EDGE);
        settleClient();
    }

    private void send(EdgePage page) {
        answer.status(page.status());
        if (loop.isStopping() || !body.isWorthDiscarding()) {
            answer.makeLast();
        }
        page.send(request, requestId.isEmpty() ? null : requestId, answer.isLast());
    }

    /** The client must see that the answer is not whole. */
    private void breakOff(Outcome outcome) {
        leaveUpstream(false);
        finish(outcome);
        if (isHttp2()) {
            response.reset(2);
        } else {
            client.cut();
        }
    }

    /** After the answer: the rest of a body that nobody reads, a connection that was to end. */
    private void settleClient() {
        if (isHttp2()) {
            if (!body.isDone()) {
                response.reset(0);
            }
        } else if (body.isDone()) {
            if (answer.isLast()) {
                client.close();
            }
        } else {
            // Closing with unread bytes could destroy the answer on its way: take and drop some.
            body.discard(() -> {
                if (answer.isLast()) {
                    client.close();
                }
            });
            loop.after(
                    LINGER_MS,
                    () -> {
                        if (!body.isDone()) {
                            client.cut();
                        }
                    });
        }
    }

    /** The app's part is over; its connection is kept when {@code reusable}, else closed. */
    private void leaveUpstream(boolean reusable) {
        Upstream was = upstream;
        UpstreamConnection used = connection;
        upstream = null;
        connection = null;
        body.stop();
        if (was == null) {
            return;
        }
        was.end();
        lastUpstream = was.label();
        if (used == null) {
            return;
        }
        if (reusable) {
            was.keep(used, System.nanoTime());
        } else {
            used.close();
        }
    }

    // ---- time

    /** Called several times a second. */
    void check(long now) {
        Deadlines due = loop.deadlines();
        body.check(now);
        switch (phase) {
            case NEW, CONNECTING, DONE -> {}
            case SENT -> {
                if (body.isClientsTurn()) {
                    if (now - body.since() > due.stall()) {
                        leaveUpstream(false);
                        send(EdgePage.clientTooSlow());
                        finish(Outcome.CLIENT_ABORT);
                        settleClient();
                    }
                } else if ((body.isDone() || body.isAppsTurn())
                        && now - body.since() > due.answer()) {
                    edgeFault(EdgePage.tooSlow());
                }
            }
            case ANSWERING -> {
                if (answer.isStalled(now, due.stall())
                        || (body.isClientsTurn() && now - body.since() > due.stall())) {
                    breakOff(Outcome.CLIENT_ABORT);
                }
            }
            case TUNNEL -> {
                if (tunnel != null) {
                    tunnel.check(now, due.stall());
                }
            }
        }
        if (draining && now - drainBy >= 0) {
            endOfDrain(now);
        }
    }

    private void endOfDrain(long now) {
        switch (phase) {
            case NEW, CONNECTING, SENT -> edgeFault(EdgePage.tooSlow());
            case ANSWERING -> {
                if (answer.isEventStream()) {
                    // Its reader connects again; for it this end is as good as any.
                    leaveUpstream(false);
                    answer.makeLast();
                    answer.end(null);
                    finish(Outcome.ANSWERED);
                    settleClient();
                } else {
                    breakOff(Outcome.EDGE_ERROR);
                }
            }
            case TUNNEL -> {
                if (tunnel != null) {
                    tunnel.goAway(now);
                }
            }
            case DONE -> {}
        }
    }

    /** A new table is served: goes on freely, or until the route's drain deadline. */
    void tableChanged(LoopRoutes routes, long now) {
        ServedRoute of = route;
        ServedTarget picked = target;
        Upstream at = upstream;
        if (of == null || picked == null || at == null) {
            return;
        }
        if (routes.holds(of.routeId(), picked.tally().key().releaseId(), at)) {
            draining = false;
        } else if (!draining) {
            ServedRoute present = routes.route(of.routeId());
            drainWithin(now, (present == null ? of : present).drainMs());
        }
    }

    void drainWithin(long now, long millis) {
        draining = true;
        drainBy = now + millis * 1_000_000;
    }

    boolean isDraining() {
        return draining;
    }

    /** Streams have no end of their own to wait for. */
    boolean isStream() {
        return phase == Phase.TUNNEL || answer.isEventStream();
    }

    // ---- the one end

    private void finish(Outcome outcome) {
        if (phase == Phase.DONE) {
            return;
        }
        boolean stream = isStream();
        phase = Phase.DONE;
        answer.drop();
        long now = System.nanoTime();
        loop.remove(this);
        client.end(now);
        long in = body.bytes() + (tunnel == null ? 0 : tunnel.bytesIn());
        long out = answer.bytes() + (tunnel == null ? 0 : tunnel.bytesOut());
        ServedTarget of = target;
        if (of != null) {
            count(of.tally(), outcome, stream, now - started, in, out);
        }
        if (loop.accessLog().isEnabled()) {
            loop.accessLog().offer(access(outcome, now - started, in, out));
        }
    }

    private void count(
            RouteTally tally, Outcome outcome, boolean stream, long nanos, long in, long out) {
        if (stream) {
            tally.streamClosed();
        } else {
            tally.end(nanos);
        }
        tally.bytes(in, out);
        switch (outcome) {
            case EDGE_ERROR -> tally.edgeError();
            case CLIENT_ABORT -> tally.clientAbort();
            case ANSWERED -> {
                if (answer.status() >= 500) {
                    tally.serverError();
                }
            }
            case ANSWERED_BY_EDGE -> {}
        }
    }

    private Access access(Outcome outcome, long nanos, long in, long out) {
        RequestTarget.Valid valid = asked;
        ServedRoute of = route;
        ServedTarget to = target;
        return new Access(
                loop.wallMillis(),
                valid == null ? "" : valid.host(),
                of == null ? "" : of.routeId().toString(),
                to == null ? "" : to.releaseId(),
                request.method().name(),
                request.uri(),
                answer.status(),
                in,
                out,
                nanos / 1_000,
                lastUpstream,
                client.address(),
                protocol(),
                client.isSecure(),
                requestId,
                switch (outcome) {
                    case CLIENT_ABORT -> "client_abort";
                    case EDGE_ERROR -> "edge_error";
                    case ANSWERED, ANSWERED_BY_EDGE -> "";
                });
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
