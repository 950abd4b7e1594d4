package dev.autostack.edge.measure;

/** Requests that no release got, as one event loop counted them. */
public final class Unrouted {
    private long badRequests;
    private long unknownHosts;
    private long withoutTarget;
    private long refusedConnections;

    /** Totals of some loops. */
    public record Totals(
            long badRequests, long unknownHosts, long withoutTarget, long refusedConnections) {
        public Totals plus(Totals other) {
            return new Totals(
                    badRequests + other.badRequests,
                    unknownHosts + other.unknownHosts,
                    withoutTarget + other.withoutTarget,
                    refusedConnections + other.refusedConnections);
        }
    }

    public void badRequest() {
        badRequests++;
    }

    public void unknownHost() {
        unknownHosts++;
    }

    /** The maintenance page was sent, or the page that nothing runs. */
    public void maintenance() {
        withoutTarget++;
    }

    /** Too many connections were open. */
    public void refusedConnection() {
        refusedConnections++;
    }

    public Totals totals() {
        return new Totals(badRequests, unknownHosts, withoutTarget, refusedConnections);
    }
}
