package dev.autostack.edge.proxy;

import dev.autostack.protocol.Route;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One host name, ready to serve from one event loop. */
final class ServedRoute {
    private final Route route;
    private final String id;
    private final List<ServedTarget> targets;

    /** The targets with a share, and how far each is behind it (smooth weighted round robin). */
    private final ServedTarget[] shared;

    private final long[] credit;
    private final long total;

    ServedRoute(Route route, List<ServedTarget> targets) {
        this.route = route;
        this.id = route.routeId().toString();
        this.targets = List.copyOf(targets);
        this.shared = targets.stream().filter(t -> t.weight() > 0).toArray(ServedTarget[]::new);
        this.credit = new long[shared.length];
        this.total = targets.stream().mapToLong(ServedTarget::weight).sum();
    }

    /** {@link #routeId} in text. */
    String id() {
        return id;
    }

    UUID routeId() {
        return route.routeId();
    }

    String host() {
        return route.host();
    }

    @Nullable String maintenance() {
        return route.maintenance();
    }

    long drainMs() {
        return route.drainMs();
    }

    List<ServedTarget> targets() {
        return targets;
    }

    /** Whether any release was given a share, with or without instances. */
    boolean hasWeight() {
        return targets.stream().anyMatch(ServedTarget::isWanted);
    }

    /** The release of the next request, or null when none has both weight and upstreams. */
    @Nullable ServedTarget pick() {
        if (shared.length == 1) {
            return shared[0];
        }
        if (shared.length == 0) {
            return null;
        }
        int best = 0;
        for (int i = 0; i < shared.length; i++) {
            credit[i] += shared[i].weight();
            if (credit[i] > credit[best]) {
                best = i;
            }
        }
        credit[best] -= total;
        return shared[best];
    }
}
