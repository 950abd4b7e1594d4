package dev.autostack.edge.route;

import dev.autostack.protocol.Digest;
import dev.autostack.protocol.HostName;
import dev.autostack.protocol.InvalidValue;
import dev.autostack.protocol.Route;
import dev.autostack.protocol.Route.Target;
import dev.autostack.protocol.Route.Upstream;
import dev.autostack.protocol.RouteTable;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a table may be served. One wrong entry refuses the whole table: half a table would
 * route some hosts by an intention that nobody had.
 */
public final class TableCheck {
    private static final int MOST_ROUTES = 20_000;
    private static final int MOST_UPSTREAMS_OF_A_TARGET = 1_000;
    private static final int MOST_WEIGHT = 1_000_000;
    private static final int MOST_MAINTENANCE_TEXT = 2_000;
    private static final long MOST_DRAIN_MS = 24L * 3_600_000;

    private final Set<Integer> ownPorts;
    private final Set<String> hosts = new HashSet<>();
    private final Set<UUID> routeIds = new HashSet<>();
    private final Map<String, UUID> instances = new HashMap<>();

    private TableCheck(Set<Integer> ownPorts) {
        this.ownPorts = ownPorts;
    }

    /**
     * @param ownPorts ports the edge itself listens on: a route to one of them on loopback would be
     *     a loop, or would open the admin page to the world
     * @return why the table is refused, or null when it may be served
     */
    public static @Nullable String fault(RouteTable table, Set<Integer> ownPorts) {
        try {
            new TableCheck(ownPorts).table(table);
            return null;
        } catch (InvalidValue e) {
            return "table " + table.version() + ": " + e.getMessage();
        }
    }

    private void table(RouteTable table) {
        require(table.version() > 0, "the version is not positive");
        require(table.routes().size() <= MOST_ROUTES, "more than " + MOST_ROUTES + " routes");
        table.routes().forEach(this::route);
    }

    private void route(Route route) {
        try {
            HostName.parse(route.host());
        } catch (InvalidValue e) {
            throw new InvalidValue("host '" + shortened(route.host()) + "': " + e.getMessage());
        }
        String host = route.host();
        require(hosts.add(host), "host " + host + " stands in it twice");
        require(routeIds.add(route.routeId()), "route " + route.routeId() + " stands in it twice");
        require(
                route.drainMs() >= 0 && route.drainMs() <= MOST_DRAIN_MS,
                host + ": drainMs is not 0 to " + MOST_DRAIN_MS);
        String maintenance = route.maintenance();
        require(
                maintenance == null || maintenance.length() <= MOST_MAINTENANCE_TEXT,
                host + ": the maintenance text is longer than " + MOST_MAINTENANCE_TEXT);
        Set<UUID> releases = new HashSet<>();
        for (Target target : route.targets()) {
            require(
                    releases.add(target.releaseId()),
                    host + ": release " + target.releaseId() + " stands in it twice");
            target(host, target);
        }
    }

    private void target(String host, Target target) {
        try {
            Digest.parse(target.digest());
        } catch (InvalidValue e) {
            throw new InvalidValue(host + ": " + e.getMessage());
        }
        require(
                target.weight() >= 0 && target.weight() <= MOST_WEIGHT,
                host + ": a weight is not 0 to " + MOST_WEIGHT);
        require(
                target.upstreams().size() <= MOST_UPSTREAMS_OF_A_TARGET,
                host + ": more than " + MOST_UPSTREAMS_OF_A_TARGET + " upstreams");
        Set<UUID> ids = new HashSet<>();
        for (Upstream upstream : target.upstreams()) {
            require(
                    ids.add(upstream.instanceId()),
                    host + ": instance " + upstream.instanceId() + " stands in it twice");
            upstream(host, upstream);
        }
    }

    private void upstream(String host, Upstream upstream) {
        require(
                upstream.port() >= 1 && upstream.port() <= 65_535,
                host + ": port " + upstream.port() + " is not 1 to 65535");
        InetAddress address = address(upstream.address());
        if (address == null) {
            throw new InvalidValue(
                    host + ": '" + shortened(upstream.address()) + "' is not an IP address");
        }
        require(
                address.isLoopbackAddress() || isPrivate(address),
                host + ": " + upstream.address() + " is neither a loopback nor a private address");
        require(
                !address.isLoopbackAddress() || !ownPorts.contains(upstream.port()),
                host + ": port " + upstream.port() + " is the edge's own");
        String place = address.getHostAddress() + " port " + upstream.port();
        UUID other = instances.putIfAbsent(place, upstream.instanceId());
        require(
                other == null || other.equals(upstream.instanceId()),
                host + ": two instances share " + place);
    }

    /** Null when it is no address, or is written in one of the shortened forms of IPv4. */
    private static @Nullable InetAddress address(String text) {
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            boolean plain =
                    address instanceof Inet6Address || address.getHostAddress().equals(text);
            return plain ? address : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** RFC 1918 and RFC 4193. Link-local is out: cloud metadata lives there. */
    private static boolean isPrivate(InetAddress address) {
        if (address instanceof Inet6Address) {
            return (address.getAddress()[0] & 0xfe) == 0xfc;
        }
        return address.isSiteLocalAddress();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvalidValue(otherwise);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
