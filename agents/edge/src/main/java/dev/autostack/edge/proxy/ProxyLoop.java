package dev.autostack.edge.proxy;

import dev.autostack.edge.config.Cidr;
import dev.autostack.edge.measure.AccessLog;
import dev.autostack.edge.measure.Unrouted;
import dev.autostack.protocol.RouteTable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One event loop with everything it serves. Nothing here is shared with another loop but the
 * connection count and the access log's queue, so nothing is locked; others speak to it through
 * {@link #ask}.
 */
final class ProxyLoop extends VerticleBase {
    /** What all loops have in common. */
    record Shared(
            HttpServerOptions http,
            @Nullable HttpServerOptions tls,
            List<Cidr> trustedProxies,
            Deadlines deadlines,
            int mostConnections,
            AtomicInteger connections,
            Function<io.netty.channel.EventLoop, UpstreamConnector> connectors,
            AccessLog accessLog,
            InstantSource clock) {}

    private static final long TICK_MS = 250;

    /** A client that was asked to go and has not is cut off after so many nanoseconds. */
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final Shared shared;
    private final LoopRoutes routes = new LoopRoutes();
    private final RequestIds requestIds = new RequestIds();
    private final Unrouted unrouted = new Unrouted();
    private final IdentityHashMap<HttpConnection, ClientConnection> clients =
            new IdentityHashMap<>();
    private final List<HttpServer> servers = new ArrayList<>();
    private @Nullable UpstreamConnector connector;
    private @Nullable Exchange first;
    private String date = "";
    private long wallMillis;
    private int ticks;
    private boolean stopping;

    ProxyLoop(Shared shared) {
        this.shared = shared;
    }

    @Override
    public Future<?> start() {
        connector = shared.connectors().apply(((ContextInternal) context).nettyEventLoop());
        tick();
        vertx.setPeriodic(TICK_MS, id -> tick());
        Future<?> listening = listen(shared.http());
        HttpServerOptions tls = shared.tls();
        return tls == null ? listening : listening.compose(v -> listen(tls));
    }

    private Future<HttpServer> listen(HttpServerOptions options) {
        HttpServer server =
                vertx.createHttpServer(options)
                        .connectionHandler(this::accepted)
                        .requestHandler(this::requested)
                        .invalidRequestHandler(this::invalid)
                        // A failed TLS handshake is the client's affair.
                        .exceptionHandler(e -> {});
        return server.listen().onSuccess(servers::add);
    }

    /** New TLS connections get this certificate. */
    Future<Boolean> renew(TlsIdentity identity) {
        HttpServerOptions tls = shared.tls();
        if (tls == null) {
            return Future.succeededFuture(false);
        }
        return servers.get(1)
                .updateSSLOptions(tls.getSslOptions().copy().setKeyCertOptions(identity.options()));
    }

    private void accepted(HttpConnection connection) {
        if (shared.connections().incrementAndGet() > shared.mostConnections()) {
            shared.connections().decrementAndGet();
            unrouted.refusedConnection();
            Wire.cut(connection);
            return;
        }
        clients.put(
                connection,
                new ClientConnection(connection, shared.trustedProxies(), System.nanoTime()));
        connection.closeHandler(v -> closed(connection));
    }

    private void closed(HttpConnection connection) {
        if (clients.remove(connection) != null) {
            shared.connections().decrementAndGet();
        }
    }

    private void requested(HttpServerRequest request) {
        ClientConnection client = clients.get(request.connection());
        if (client == null) {
            Wire.cut(request.connection());
        } else {
            new Exchange(this, client, request).start();
        }
    }

    private void invalid(HttpServerRequest request) {
        unrouted.badRequest();
        InvalidRequest.answer(request);
    }

    // ---- for exchanges

    LoopRoutes routes() {
        return routes;
    }

    UpstreamConnector connector() {
        UpstreamConnector started = connector;
        if (started == null) {
            throw new IllegalStateException("Not started");
        }
        return started;
    }

    RequestIds requestIds() {
        return requestIds;
    }

    Unrouted unrouted() {
        return unrouted;
    }

    AccessLog accessLog() {
        return shared.accessLog();
    }

    Deadlines deadlines() {
        return shared.deadlines();
    }

    /** The present time as HTTP writes it, at most a quarter of a second old. */
    String date() {
        return date;
    }

    long wallMillis() {
        return wallMillis;
    }

    boolean isStopping() {
        return stopping;
    }

    void add(Exchange exchange) {
        Exchange head = first;
        exchange.after = head;
        if (head != null) {
            head.before = exchange;
        }
        first = exchange;
    }

    void remove(Exchange exchange) {
        Exchange before = exchange.before;
        Exchange after = exchange.after;
        if (before != null) {
            before.after = after;
        } else if (first == exchange) {
            first = after;
        }
        if (after != null) {
            after.before = before;
        }
        // The exchange keeps its own link: a walk over the list may stand on it.
        exchange.before = null;
    }

    /** On this loop, after what is being handled now. */
    void later(Runnable task) {
        context.runOnContext(v -> task.run());
    }

    void after(long millis, Runnable task) {
        vertx.setTimer(millis, id -> task.run());
    }

    /** The connection is a tunnel now; its close is told by {@link #tunnelClosed}. */
    void upgraded(ClientConnection client) {
        clients.values().remove(client);
    }

    void tunnelClosed() {
        shared.connections().decrementAndGet();
    }

    // ---- time

    private void tick() {
        long now = System.nanoTime();
        Instant wall = shared.clock().instant();
        wallMillis = wall.toEpochMilli();
        date = DateTimeFormatter.RFC_1123_DATE_TIME.format(wall.atOffset(ZoneOffset.UTC));
        for (Exchange e = first; e != null; ) {
            Exchange next = e.after;
            e.check(now);
            e = next;
        }
        routes.sweep(now);
        if (++ticks % 4 == 0) {
            closeOverdue(now);
        }
    }

    private void closeOverdue(long now) {
        Deadlines due = shared.deadlines();
        for (ClientConnection client : List.copyOf(clients.values())) {
            if (client.isOverdue(
                    now, due.head() + PATIENCE_NANOS, due.keepAlive() + PATIENCE_NANOS)) {
                client.cut();
            } else if (client.isOverdue(now, due.head(), due.keepAlive())) {
                client.close();
            }
        }
    }

    // ---- for other threads

    /** Runs it on this loop. */
    <T> Future<T> ask(Function<ProxyLoop, T> question) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(v -> {
            try {
                answer.complete(question.apply(this));
            } catch (RuntimeException e) {
                answer.fail(e);
            }
        });
        return answer.future();
    }

    /** From here new requests go by this table; those under way are told. */
    void apply(RouteTable table) {
        routes.apply(table);
        long now = System.nanoTime();
        for (Exchange e = first; e != null; ) {
            Exchange next = e.after;
            e.tableChanged(routes, now);
            e = next;
        }
    }

    boolean isDraining() {
        for (Exchange e = first; e != null; e = e.after) {
            if (e.drain().isSet()) {
                return true;
            }
        }
        return false;
    }

    /** What instances that left the table still have to end; those with nothing are not in it. */
    Map<UUID, Integer> leaving() {
        Map<UUID, Integer> open = new HashMap<>();
        for (Exchange e = first; e != null; e = e.after) {
            Upstream at = e.upstream();
            if (at != null && at.isRetired()) {
                open.merge(at.key().instanceId(), 1, Integer::sum);
            }
        }
        return open;
    }

    int port(int listener) {
        return servers.get(listener).actualPort();
    }

    List<HttpServer> servers() {
        return servers;
    }

    /**
     * No new connections; answers say that they are the last; streams end now, requests in time.
     */
    Future<?> drain(long graceMs) {
        stopping = true;
        long now = System.nanoTime();
        for (Exchange e = first; e != null; ) {
            Exchange next = e.after;
            e.drain().set(now, e.isStream() ? 0 : graceMs);
            e = next;
        }
        tick();
        List<Future<?>> all = new ArrayList<>();
        for (Iterator<HttpServer> i = servers.iterator(); i.hasNext(); ) {
            all.add(i.next().shutdown(graceMs, TimeUnit.MILLISECONDS));
        }
        return Future.join(all).otherwiseEmpty();
    }
}
