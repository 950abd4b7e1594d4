package dev.autostack.edge.testing;

import dev.autostack.protocol.Route;
import dev.autostack.protocol.Route.Target;
import dev.autostack.protocol.Route.Upstream;
import dev.autostack.protocol.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Builds route tables in the words of a test. */
public final class Tables {
    /** A name that every resolver knows. */
    public static final String HOST = "localhost";

    private static final UUID ROUTE = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private Tables() {}

    /** One route for {@link #HOST} with the same route id in each table. */
    public static RouteTable table(long version, Target... targets) {
        return table(version, 10_000, targets);
    }

    public static RouteTable table(long version, long drainMs, Target... targets) {
        return new RouteTable(version, List.of(route(ROUTE, HOST, drainMs, targets)));
    }

    public static Route route(UUID id, String host, long drainMs, Target... targets) {
        return new Route(
                id, UUID.randomUUID(), UUID.randomUUID(), host, List.of(targets), null, drainMs);
    }

    public static UUID routeId() {
        return ROUTE;
    }

    public static Target target(UUID releaseId, int... ports) {
        return weighted(releaseId, 1, ports);
    }

    public static Target weighted(UUID releaseId, int weight, int... ports) {
        List<Upstream> upstreams = new ArrayList<>();
        for (int port : ports) {
            upstreams.add(new Upstream(instance(port), "127.0.0.1", port));
        }
        return new Target(releaseId, digest(releaseId), weight, upstreams);
    }

    /** The same for the same port, as an instance keeps its id over tables. */
    public static UUID instance(int port) {
        return new UUID(0x4000L, 0x8000_0000_0000_0000L | port);
    }

    public static String digest(UUID releaseId) {
        return "sha256:" + releaseId.toString().replace("-", "").repeat(2);
    }
}
