package dev.autostack.edge.proxy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one request to reach an instance: which instances were tried, which one has it now,
 * and on which connection.
 */
final class Attempts {
    private static final int MOST = 3;

    /** A request that cannot be sent twice takes a kept connection only when it rested less. */
    private static final long FRESH_NANOS = 1_000_000_000L;

    private List<Upstream> tried = List.of();

    /** Those of them that got the request and broke off: it is not sent there again. */
    private List<Upstream> broken = List.of();

    private @Nullable Upstream upstream;
    private @Nullable UpstreamConnection connection;
    private String last = "";
    private int count;
    private boolean reused;
    private boolean freshOnly;
    private boolean waited;
    private long waitsUntil;

    /** The instance that has the request, or is being connected to. */
    @Nullable Upstream upstream() {
        return upstream;
    }

    /** The connection that carries the request; null before it is sent and after it was left. */
    @Nullable UpstreamConnection connection() {
        return connection;
    }

    /** Address and port of the instance that was left last, or empty. */
    String last() {
        return last;
    }

    boolean areAt(Upstream one) {
        return one.equals(upstream);
    }

    /** Turns to the next instance; null when there is none to try any more. */
    @Nullable Upstream next(ServedTarget of, long now) {
        Upstream chosen = count < MOST ? of.pick(now, tried) : null;
        if (chosen != null) {
            count++;
            upstream = chosen;
            chosen.begin();
        }
        return chosen;
    }

    /** A kept connection to the chosen instance that this request may use, or null. */
    @Nullable UpstreamConnection kept(Upstream chosen, long now, boolean replayable) {
        UpstreamConnection kept =
                freshOnly ? null : chosen.takeIdle(now, replayable ? Long.MAX_VALUE : FRESH_NANOS);
        reused = kept != null;
        return kept;
    }

    /** The request goes out on this connection. */
    void sent(UpstreamConnection on) {
        connection = on;
    }

    /** The instance did not take the connection. */
    void refused(Upstream by) {
        tried = with(tried, by);
    }

    private static List<Upstream> with(List<Upstream> some, Upstream one) {
        List<Upstream> more = new ArrayList<>(some);
        more.add(one);
        return more;
    }

    /** The connection broke before any byte of an answer. */
    void brokeOff(Upstream at) {
        if (reused) {
            // The app closed a resting connection just as it was used: a new one will do.
            freshOnly = true;
        } else {
            refused(at);
            broken = with(broken, at);
        }
    }

    boolean isAnyLeft(ServedTarget of) {
        return of.upstreams().size() > tried.size();
    }

    /** Whether a request that every instance refused may wait, counted from the first time. */
    boolean mayWait(long now, long patienceNanos) {
        if (!waited) {
            waited = true;
            waitsUntil = now + patienceNanos;
        }
        return waitsUntil - now > 0;
    }

    /** All that refused are asked again. */
    void startOver() {
        tried = broken;
        count = 0;
    }

    boolean mayRepeat(ServedTarget of) {
        return count < MOST && isAnyLeft(of);
    }

    /** The app's part is over; its connection is kept when {@code reusable}, else closed. */
    void leave(boolean reusable) {
        Upstream was = upstream;
        UpstreamConnection used = connection;
        upstream = null;
        connection = null;
        if (was == null) {
            return;
        }
        was.end();
        last = was.label();
        if (used == null) {
            return;
        }
        if (reusable) {
            was.keep(used, System.nanoTime());
        } else {
            used.close();
        }
    }
}
