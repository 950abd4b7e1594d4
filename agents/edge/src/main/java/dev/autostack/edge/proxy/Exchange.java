package dev.autostack.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, from the client through an instance and back, on one event loop:
 * where it goes, when it has taken too long. It is over in exactly one place, {@link #finish}.
 */
final class Exchange implements UpstreamConnection.Listener, Dispatch.Listener {
    private enum Phase {
        DISPATCHING,
        /** The head is with the app; maybe the body is still on its way. */
        SENT,
        /** The app's head is here. */
        ANSWERING,
        TUNNEL,
        DONE
    }

    private final ProxyLoop loop;
    private final ClientConnection client;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Answer answer;
    private final Account account;
    private final ClientSide clientSide;
    private final Dispatch dispatch;
    private final DrainDeadline drain = new DrainDeadline();

    /** Neighbours in the loop's list. */
    @Nullable Exchange before;

    @Nullable Exchange after;

    private Phase phase = Phase.DISPATCHING;
    private RequestBody body;
    private RequestTarget.@Nullable Valid asked;
    private @Nullable Tunnel tunnel;
    private boolean webSocket;

    Exchange(ProxyLoop loop, ClientConnection client, HttpServerRequest request) {
        this.loop = loop;
        this.client = client;
        this.request = request;
        this.response = request.response();
        this.answer = new Answer(request);
        this.account = new Account(loop, client, request);
        this.clientSide = new ClientSide(loop, client, request);
        this.dispatch = new Dispatch(loop, this);
        this.body = new RequestBody(request, RequestTarget.Body.CHUNKED);
    }

    // ---- to the app

    void start() {
        loop.add(this);
        client.begin();
        switch (Reception.of(request, loop, account)) {
            case Reception.ByEdge(EdgePage page, RequestTarget.Body kind) -> {
                body = new RequestBody(request, kind);
                page(page);
            }
            case Reception.ToRelease(RequestTarget.Valid valid, ServedTarget to) -> {
                asked = valid;
                body = new RequestBody(request, valid.body());
                response.exceptionHandler(this::clientGone);
                webSocket = body.isNone() && Tunnel.isAskedFor(request);
                body.hold(
                        loop,
                        () -> {
                            if (phase == Phase.DISPATCHING) {
                                dispatch.to(
                                        to,
                                        body.isNone()
                                                && !webSocket
                                                && Dispatch.isIdempotent(request.method()));
                            }
                        });
            }
        }
    }

    @Override
    public void undeliverable(EdgePage page) {
        edgeFault(page);
    }

    @Override
    public void retired() {
        tableChanged(loop.routes(), System.nanoTime());
    }

    @Override
    public void ready(UpstreamConnection to) {
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
                    new RequestHead.Facts(
                            valid, body.isChunked(), expects, webSocket, account.requestId()));
        } catch (IllegalArgumentException e) {
            head.release();
            leaveUpstream(true);
            answer.makeLast();
            page(EdgePage.badRequest(400, "edge_bad_request", String.valueOf(e.getMessage())));
            return;
        }
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
        } else if (code == 103) {
            answer.hints(interim);
        }
    }

    @Override
    public void head(HttpResponse head) {
        ServedTarget of = account.target();
        UpstreamConnection from = dispatch.connection();
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
            account.streams(of);
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
            clientSide.settle(body, answer);
        }
    }

    @Override
    public void broken(@Nullable Throwable cause) {
        UpstreamConnection was = dispatch.connection();
        Upstream at = dispatch.upstream();
        if (was == null || at == null || phase == Phase.DONE) {
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
        phase = Phase.DISPATCHING;
        if (!dispatch.again(at)) {
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
        account.streams(of);
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
            clientSide.settle(body, answer);
        }
    }

    /** An answer of the edge's own that is nobody's fault, or the client's. */
    private void page(EdgePage page) {
        send(page);
        finish(Outcome.ANSWERED_BY_EDGE);
        clientSide.settle(body, answer);
    }

    private void send(EdgePage page) {
        answer.status(page.status());
        if (loop.isStopping() || !body.isWorthDiscarding()) {
            answer.makeLast();
        }
        String id = account.requestId();
        page.send(request, id.isEmpty() ? null : id, answer.isLast());
    }

    private void breakOff(Outcome outcome) {
        leaveUpstream(false);
        finish(outcome);
        clientSide.breakOff();
    }

    /** The app's part is over; its connection is kept when {@code reusable}, else closed. */
    private void leaveUpstream(boolean reusable) {
        body.stop();
        dispatch.leave(reusable);
    }

    // ---- time

    /** Called several times a second. */
    void check(long now) {
        Deadlines due = loop.deadlines();
        body.check(now);
        switch (phase) {
            case DISPATCHING -> dispatch.check();
            case DONE -> {}
            case SENT -> {
                if (body.isClientsTurn()) {
                    if (now - body.since() > due.stall()) {
                        leaveUpstream(false);
                        send(EdgePage.clientTooSlow());
                        finish(Outcome.CLIENT_ABORT);
                        clientSide.settle(body, answer);
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
        if (drain.isOver(now)) {
            endOfDrain(now);
        }
    }

    private void endOfDrain(long now) {
        switch (phase) {
            case DISPATCHING, SENT -> edgeFault(EdgePage.tooSlow());
            case ANSWERING -> {
                if (answer.isEventStream()) {
                    // Its reader connects again; for it this end is as good as any.
                    leaveUpstream(false);
                    answer.makeLast();
                    answer.end(null);
                    finish(Outcome.ANSWERED);
                    clientSide.settle(body, answer);
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
        ServedRoute by = account.route();
        ServedTarget of = account.target();
        Upstream at = dispatch.upstream();
        if (by != null && of != null && at != null) {
            drain.tableChanged(routes, by, of, at, now);
        }
    }

    DrainDeadline drain() {
        return drain;
    }

    /** Streams have no end of their own to wait for. */
    boolean isStream() {
        return account.isStream();
    }

    /** The instance that has the request now. */
    @Nullable Upstream upstream() {
        return dispatch.upstream();
    }

    // ---- the one end

    private void finish(Outcome outcome) {
        if (phase == Phase.DONE) {
            return;
        }
        phase = Phase.DONE;
        answer.drop();
        long now = System.nanoTime();
        loop.remove(this);
        client.end(now);
        long in = body.bytes() + (tunnel == null ? 0 : tunnel.bytesIn());
        long out = answer.bytes() + (tunnel == null ? 0 : tunnel.bytesOut());
        account.close(outcome, answer.status(), in, out, dispatch.last(), now);
    }
}
