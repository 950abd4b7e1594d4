package dev.autostack.edge.control;

import dev.autostack.protocol.RouteCounters;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which counters the control plane has not been told yet. An edge remembers the totals of every
 * release it served, and most of them never change again. All are told now and then, so that a
 * control plane that lost some (a restored database) has them again. For one thread.
 */
final class UnreportedCounters {
    static final Duration ALL_EACH = Duration.ofMinutes(10);

    private record Key(UUID routeId, UUID releaseId) {
        static Key of(RouteCounters counters) {
            return new Key(counters.routeId(), counters.releaseId());
        }
    }

    private final InstantSource clock;
    private Map<Key, RouteCounters> told = new HashMap<>();
    private Instant allDue;

    UnreportedCounters(InstantSource clock) {
        this.clock = clock;
        this.allDue = clock.instant().plus(ALL_EACH);
    }

    /**
     * Those of {@code counters} that a report must carry now.
     *
     * @param counters of all releases
     */
    List<RouteCounters> of(List<RouteCounters> counters) {
        Instant now = clock.instant();
        if (!now.isBefore(allDue)) {
            allDue = now.plus(ALL_EACH);
            // Also forgets the releases that the proxy forgot.
            told = new HashMap<>();
        }
        return counters.stream().filter(one -> !one.equals(told.get(Key.of(one)))).toList();
    }

    /** The control plane took a report with these. */
    void reported(List<RouteCounters> counters) {
        counters.forEach(one -> told.put(Key.of(one), one));
    }
}
