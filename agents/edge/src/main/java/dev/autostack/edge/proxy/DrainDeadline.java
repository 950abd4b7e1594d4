package dev.autostack.edge.proxy;

/** Until when an exchange may go on whose instance left the table; at first there is none. */
final class DrainDeadline {
    private boolean set;
    private long at;

    boolean isSet() {
        return set;
    }

    void set(long now, long millis) {
        set = true;
        at = now + millis * 1_000_000;
    }

    boolean isOver(long now) {
        return set && now - at >= 0;
    }

    /** A new table is served: lifted when it still holds the instance, else set unless it is. */
    void tableChanged(LoopRoutes routes, ServedRoute by, ServedTarget of, Upstream at, long now) {
        if (routes.holds(by.routeId(), of.tally().key().releaseId(), at)) {
            set = false;
        } else if (!set) {
            ServedRoute present = routes.route(by.routeId());
            set(now, (present == null ? by : present).drainMs());
        }
    }
}
