package dev.autostack.controlplane.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.autostack.protocol.EdgeHeaders;
import dev.autostack.protocol.EdgeReport;
import dev.autostack.protocol.OpenRequests;
import dev.autostack.protocol.Route;
import dev.autostack.protocol.RouteCounters;
import dev.autostack.protocol.RouteTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An edge that follows the route table over the real endpoints and answers on a real port in the
 * place of the apps. Its table outlives a kill, as it does on disk.
 */
public final class SimulatedEdge implements AutoCloseable {
    private static final int WAIT_MS = 5_000;
    private static final int UNAVAILABLE = 503;

    private final Clock clock;
    private final HttpServer server;
    private final Map<UUID, Count> counts = new ConcurrentHashMap<>();
    private final Map<UUID, Integer> underWay = new ConcurrentHashMap<>();
    private final UUID startId = UUID.randomUUID();
    private volatile Loop loop = new Loop();
    private volatile @Nullable Wire wire;
    private volatile RouteTable table = new RouteTable(0, List.of());
    private volatile IntSupplier status = () -> 200;
    private volatile boolean lying;
    private volatile boolean frozen;

    private record Count(UUID route, AtomicLong requests, AtomicLong errors) {}

    public SimulatedEdge(Clock clock) {
        this.clock = clock;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** Where the apps are asked. */
    public URI entrance() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** {@code next} carries an edge's credential. */
    public SimulatedEdge start(Wire next) {
        wire = next;
        loop = new Loop();
        loop.start("edge", () -> follow(next));
        return this;
    }

    private void follow(Wire to) throws InterruptedException {
        if (frozen) {
            loop.pause(20);
            return;
        }
        to.get("/api/edge/table?after=" + table.version() + "&waitMs=" + WAIT_MS, RouteTable.class)
                .ifPresent(next -> table = frozen ? table : next);
        report();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
            Route route =
                    table.routes().stream()
                            .filter(each -> host.startsWith(each.host()))
                            .findFirst()
                            .orElse(null);
            if (route == null || route.maintenance() != null || route.targets().isEmpty()) {
                exchange.sendResponseHeaders(UNAVAILABLE, -1);
                return;
            }
            Route.Target target = route.targets().getFirst();
            int code = status.getAsInt();
            Count count = count(route.routeId(), target.releaseId());
            count.requests().incrementAndGet();
            if (code >= 500) {
                count.errors().incrementAndGet();
            }
            UUID release = lying ? UUID.randomUUID() : target.releaseId();
            exchange.getResponseHeaders().set(EdgeHeaders.RELEASE, release.toString());
            exchange.getResponseHeaders().set(EdgeHeaders.DIGEST, target.digest());
            exchange.sendResponseHeaders(code, -1);
        }
    }

    private Count count(UUID route, UUID release) {
        return counts.computeIfAbsent(
                release, id -> new Count(route, new AtomicLong(), new AtomicLong()));
    }

    /** Pretends that an instance has so many requests under way, routed or not. */
    public void underWay(UUID instance, int requests) {
        underWay.put(instance, requests);
        report();
    }

    private List<OpenRequests> leaving(RouteTable of) {
        Set<UUID> routed =
                of.routes().stream()
                        .flatMap(route -> route.targets().stream())
                        .flatMap(target -> target.upstreams().stream())
                        .map(Route.Upstream::instanceId)
                        .collect(Collectors.toSet());
        return underWay.entrySet().stream()
                .filter(one -> one.getValue() > 0 && !routed.contains(one.getKey()))
                .map(one -> new OpenRequests(one.getKey(), one.getValue()))
                .toList();
    }

    /** The app behind the edge answers with this status. */
    public SimulatedEdge status(IntSupplier next) {
        status = next;
        return this;
    }

    /** Names a release that nobody knows. */
    public SimulatedEdge lying(boolean lies) {
        lying = lies;
        return this;
    }

    /** Keeps its table whatever it is told, and says nothing. */
    public SimulatedEdge frozen(boolean holds) {
        frozen = holds;
        return this;
    }

    public RouteTable table() {
        return table;
    }

    public void report() {
        Wire to = wire;
        if (to == null || frozen) {
            return;
        }
        RouteTable now = table;
        List<RouteCounters> counters = new ArrayList<>();
        counts.forEach((release, count) ->
                counters.add(
                        new RouteCounters(
                                count.route(),
                                release,
                                count.requests().get(),
                                0,
                                count.errors().get(),
                                0,
                                0,
                                0,
                                0,
                                0,
                                Collections.nCopies(
                                        RouteCounters.LATENCY_BOUNDS_MS.size() + 1, 0L))));
        to.post(
                "/api/edge/report",
                new EdgeReport(
                        startId,
                        now.version(),
                        clock.instant(),
                        "1.0",
                        null,
                        counters,
                        leaving(now)));
    }

    /** The process ends; its table stays on disk. The port stays too, to be found again. */
    public void kill() {
        loop.kill();
    }

    @Override
    public void close() {
        kill();
        server.stop(0);
    }
}
