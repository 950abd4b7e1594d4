package dev.autostack.edge.proxy;

import dev.autostack.edge.measure.RouteTally;
import dev.autostack.protocol.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One release behind a route, ready to serve from one event loop. */
final class ServedTarget {
    private final Route.Target target;
    private final String releaseId;
    private final List<Upstream> upstreams;
    private final RouteTally tally;
    private int next;

    ServedTarget(Route.Target target, List<Upstream> upstreams, RouteTally tally) {
        this.target = target;
        this.releaseId = target.releaseId().toString();
        this.upstreams = List.copyOf(upstreams);
        this.tally = tally;
    }

    int weight() {
        return upstreams.isEmpty() ? 0 : target.weight();
    }

    boolean isWanted() {
        return target.weight() > 0;
    }

    String releaseId() {
        return releaseId;
    }

    String digest() {
        return target.digest();
    }

    RouteTally tally() {
        return tally;
    }

    List<Upstream> upstreams() {
        return upstreams;
    }

    /**
     * The least loaded upstream that is not ejected and not in {@code tried}; equals take turns. An
     * ejected one is taken when there is no other, so the last is never ejected. Null when all were
     * tried.
     */
    @Nullable Upstream pick(long now, List<Upstream> tried) {
        int size = upstreams.size();
        if (size == 1) {
            Upstream only = upstreams.getFirst();
            return tried.isEmpty() ? only : null;
        }
        int start = next++;
        Upstream best = null;
        boolean bestEjected = true;
        for (int i = 0; i < size; i++) {
            Upstream candidate = upstreams.get(Math.floorMod(start + i, size));
            if (tried.contains(candidate)) {
                continue;
            }
            boolean ejected = candidate.isEjected(now);
            if (best == null
                    || (bestEjected && !ejected)
                    || (bestEjected == ejected && candidate.inFlight() < best.inFlight())) {
                best = candidate;
                bestEjected = ejected;
            }
        }
        return best;
    }
}
