package dev.autostack.edge.proxy;

import dev.autostack.edge.measure.RouteTally;
import dev.autostack.protocol.Route;
import dev.autostack.protocol.RouteCounters;
import dev.autostack.protocol.RouteTable;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table as one event loop serves it. Upstreams and counters live longer than a table: a switch
 * keeps the connections to instances that stay and the totals of all releases.
 */
final class LoopRoutes {
    /**
     * Counters of releases that left are kept so that a rollback goes on counting; oldest go first.
     */
    private static final int MOST_TALLIES = 10_000;

    private Map<String, ServedRoute> byHost = Map.of();
    private Map<UUID, ServedRoute> byId = Map.of();
    private Map<Upstream.Key, Upstream> upstreams = Map.of();
    private final Map<RouteTally.Key, RouteTally> tallies = new LinkedHashMap<>();
    private long version;

    long version() {
        return version;
    }

    @Nullable ServedRoute find(String host) {
        return byHost.get(host);
    }

    @Nullable ServedRoute route(UUID routeId) {
        return byId.get(routeId);
    }

    /** Whether the table still sends requests of this kind to this instance. */
    boolean holds(UUID routeId, UUID releaseId, Upstream upstream) {
        ServedRoute route = byId.get(routeId);
        if (route == null) {
            return false;
        }
        for (ServedTarget target : route.targets()) {
            if (target.tally().key().releaseId().equals(releaseId)) {
                return target.upstreams().stream().anyMatch(u -> u.key().equals(upstream.key()));
            }
        }
        return false;
    }

    void apply(RouteTable table) {
        Map<String, ServedRoute> hosts = HashMap.newHashMap(table.routes().size());
        Map<UUID, ServedRoute> ids = HashMap.newHashMap(table.routes().size());
        Map<Upstream.Key, Upstream> kept = new HashMap<>();
        for (Route route : table.routes()) {
            List<ServedTarget> targets = new ArrayList<>(route.targets().size());
            for (Route.Target target : route.targets()) {
                List<Upstream> instances = new ArrayList<>(target.upstreams().size());
                for (Route.Upstream upstream : target.upstreams()) {
                    instances.add(kept.computeIfAbsent(key(upstream), this::known));
                }
                targets.add(
                        new ServedTarget(
                                target,
                                instances,
                                tally(new RouteTally.Key(route.routeId(), target.releaseId()))));
            }
            var served = new ServedRoute(route, targets);
            hosts.put(route.host(), served);
            ids.put(route.routeId(), served);
        }
        upstreams.forEach((key, upstream) -> {
            if (!kept.containsKey(key)) {
                upstream.retire();
            }
        });
        byHost = hosts;
        byId = ids;
        upstreams = kept;
        version = table.version();
        forgetOldest();
    }

    private static Upstream.Key key(Route.Upstream upstream) {
        return new Upstream.Key(
                upstream.instanceId(), InetAddress.ofLiteral(upstream.address()), upstream.port());
    }

    private Upstream known(Upstream.Key key) {
        Upstream known = upstreams.get(key);
        return known == null ? new Upstream(key) : known;
    }

    private RouteTally tally(RouteTally.Key key) {
        RouteTally tally = tallies.remove(key);
        if (tally == null) {
            tally = new RouteTally(key);
        }
        tallies.put(key, tally);
        return tally;
    }

    private void forgetOldest() {
        var oldest = tallies.values().iterator();
        while (tallies.size() > MOST_TALLIES && oldest.hasNext()) {
            RouteTally tally = oldest.next();
            if (!tally.isBusy() && !byId.containsKey(tally.key().routeId())) {
                oldest.remove();
            }
        }
    }

    void sweep(long now) {
        upstreams.values().forEach(u -> u.sweep(now));
    }

    List<RouteCounters> counters() {
        return tallies.values().stream().map(RouteTally::counters).toList();
    }
}
