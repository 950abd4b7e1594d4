package dev.autostack.edge.proxy;

import dev.autostack.edge.config.EdgeConfig;
import dev.autostack.edge.config.EdgeConfig.Listener;
import dev.autostack.edge.config.EdgeConfig.Tls;
import dev.autostack.edge.measure.AccessLog;
import dev.autostack.edge.measure.Unrouted;
import dev.autostack.protocol.OpenRequests;
import dev.autostack.protocol.RouteCounters;
import dev.autostack.protocol.RouteTable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All event loops together. Its methods block and are for threads that are no event loop. */
public final class ProxyServer {
    /** Event loops answer in microseconds; one that does not is stuck. */
    private static final long LOOP_SECONDS = 10;

    private static final int CHUNK = 65_536;

    private final Vertx vertx;
    private final EdgeConfig config;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<ProxyLoop> loops = new ArrayList<>();
    private final ProxyLoop.Shared shared;
    private final @Nullable TlsRenewal renewal;

    /**
     * @throws IllegalStateException when the TLS files cannot be used
     */
    public ProxyServer(Vertx vertx, EdgeConfig config, AccessLog accessLog, InstantSource clock) {
        this.vertx = vertx;
        this.config = config;
        boolean epoll = vertx.isNativeTransportEnabled();
        Tls tls = config.tls();
        TlsIdentity identity = tls == null ? null : identity(tls, vertx);
        this.renewal =
                tls == null || identity == null
                        ? null
                        : new TlsRenewal(vertx, tls, identity, this::renew);
        this.shared =
                new ProxyLoop.Shared(
                        plain(config, config.http(), -1),
                        tls == null || identity == null ? null : secure(config, tls, identity),
                        config.trustedProxies(),
                        Deadlines.of(config.timeouts()),
                        config.limits().connections(),
                        connections,
                        loop ->
                                new UpstreamConnector(
                                        loop,
                                        epoll,
                                        config.timeouts().connect(),
                                        config.timeouts().upstreamIdle()),
                        accessLog,
                        clock);
    }

    private static HttpServerOptions plain(EdgeConfig config, Listener listener, int anyPort) {
        return new HttpServerOptions()
                .setHost(listener.host())
                // Loops share one socket; a negative number names the "any port" that they share.
                .setPort(listener.port() == 0 ? anyPort : listener.port())
                .setAcceptBacklog(1_024)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setMaxInitialLineLength(config.limits().requestLine())
                .setMaxHeaderSize(config.limits().requestHeaders())
                .setMaxChunkSize(CHUNK)
                // A client's offer of h2c would be taken up by Vert.x; HTTP/2 comes by TLS only.
                .setHttp2ClearTextEnabled(false)
                // Every write is made on the loop: no queue that could drop bytes in between.
                .setStrictThreadMode(true)
                // WebSockets are tunnelled byte by byte; nothing may negotiate in between.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setInitialSettings(
                        new Http2Settings()
                                .setMaxConcurrentStreams(100)
                                .setInitialWindowSize(131_072)
                                .setMaxHeaderListSize(config.limits().requestHeaders()))
                .setHttp2ConnectionWindowSize(1_048_576);
    }

    private static TlsIdentity identity(Tls files, Vertx vertx) {
        try {
            return TlsIdentity.read(files, vertx);
        } catch (TlsIdentity.Unusable e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static HttpServerOptions secure(EdgeConfig config, Tls tls, TlsIdentity identity) {
        return plain(config, tls.listener(), -2)
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(identity.options());
    }

    /**
     * Serves from here on.
     *
     * @throws IllegalStateException when a port cannot be had or a certificate not be used
     */
    public void start() {
        for (int i = 0; i < config.eventLoops(); i++) {
            var loop = new ProxyLoop(shared);
            loops.add(loop);
            await(vertx.deployVerticle(loop, new DeploymentOptions()), 30);
        }
        if (renewal != null) {
            renewal.start();
        }
    }

    /** Connections that are open stay as they are; new ones get this. */
    private void renew(TlsIdentity identity) {
        for (ProxyLoop loop : loops) {
            await(loop.ask(l -> l.renew(identity)).compose(done -> done), LOOP_SECONDS);
        }
    }

    public int httpPort() {
        return await(loops.getFirst().ask(l -> l.port(0)), LOOP_SECONDS);
    }

    /** 0 when TLS is off. */
    public int tlsPort() {
        return shared.tls() == null ? 0 : await(loops.getFirst().ask(l -> l.port(1)), LOOP_SECONDS);
    }

    /** Returns when every loop routes by this table: no request goes by the old one any more. */
    public void apply(RouteTable table) {
        askAll(loop -> {
            loop.apply(table);
            return true;
        });
    }

    /** Whether requests or streams still go to instances that left the table. */
    public boolean isDraining() {
        return askAll(ProxyLoop::isDraining).contains(true);
    }

    /** Totals of all loops per route and release. */
    public List<RouteCounters> counters() {
        Map<String, RouteCounters> sums = new LinkedHashMap<>();
        for (List<RouteCounters> some : askAll(loop -> loop.routes().counters())) {
            for (RouteCounters one : some) {
                sums.merge(one.routeId() + " " + one.releaseId(), one, ProxyServer::plus);
            }
        }
        return List.copyOf(sums.values());
    }

    /** Instances that left the table and still have requests or streams, of all loops. */
    public List<OpenRequests> leaving() {
        Map<UUID, Integer> sums = new HashMap<>();
        askAll(ProxyLoop::leaving)
                .forEach(some -> some.forEach((id, open) -> sums.merge(id, open, Integer::sum)));
        return sums.entrySet().stream()
                .map(one -> new OpenRequests(one.getKey(), one.getValue()))
                .toList();
    }

    public Unrouted.Totals unrouted() {
        return askAll(loop -> loop.unrouted().totals()).stream()
                .reduce(new Unrouted.Totals(0, 0, 0, 0), Unrouted.Totals::plus);
    }

    public int connections() {
        return connections.get();
    }

    private static RouteCounters plus(RouteCounters a, RouteCounters b) {
        List<Long> latency = new ArrayList<>(a.latencyBuckets().size());
        for (int i = 0; i < a.latencyBuckets().size(); i++) {
            latency.add(a.latencyBuckets().get(i) + b.latencyBuckets().get(i));
        }
        return new RouteCounters(
                a.routeId(),
                a.releaseId(),
                a.requests() + b.requests(),
                a.edgeErrors() + b.edgeErrors(),
                a.serverErrors() + b.serverErrors(),
                a.clientAborts() + b.clientAborts(),
                a.bytesIn() + b.bytesIn(),
                a.bytesOut() + b.bytesOut(),
                a.inFlight() + b.inFlight(),
                a.openStreams() + b.openStreams(),
                latency);
    }

    /** Stops taking connections and returns when all requests are over, or the grace period is. */
    public void drain() {
        if (renewal != null) {
            renewal.close();
        }
        long graceMs = config.timeouts().shutdown().toMillis();
        List<Future<?>> all = new ArrayList<>();
        for (ProxyLoop loop : loops) {
            all.add(loop.ask(l -> l.drain(graceMs)).compose(f -> f));
        }
        await(Future.join(all).otherwiseEmpty(), graceMs / 1_000 + LOOP_SECONDS);
    }

    private <T> List<T> askAll(Function<ProxyLoop, T> question) {
        List<Future<T>> asked = loops.stream().map(loop -> loop.ask(question)).toList();
        return asked.stream().map(answer -> await(answer, LOOP_SECONDS)).toList();
    }

    private static <T> T await(Future<T> future, long seconds) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for an event loop", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("An event loop does not answer", e);
        }
    }
}
