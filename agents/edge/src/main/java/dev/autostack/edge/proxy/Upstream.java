package dev.autostack.edge.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One instance as one event loop sees it: its kept connections, how many requests it has, and
 * whether it lately refused connections. Touched by that loop only.
 */
final class Upstream {
    /** Two are the same when nothing differs, so that a reused port never inherits connections. */
    record Key(UUID instanceId, InetAddress address, int port) {}

    private static final long FIRST_EJECTION_NANOS = 1_000_000_000L;
    private static final int MOST_DOUBLINGS = 3;

    private final Key key;
    private final InetSocketAddress address;
    private final String label;

    /** Newest first: the one that rested shortest is the least likely to be closed by the app. */
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();

    private int inFlight;
    private int refusals;
    private long ejectedUntil;
    private boolean ejected;
    private boolean retired;

    Upstream(Key key) {
        this.key = key;
        this.address = new InetSocketAddress(key.address(), key.port());
        String host = key.address().getHostAddress();
        this.label = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + key.port();
    }

    Key key() {
        return key;
    }

    InetSocketAddress address() {
        return address;
    }

    String label() {
        return label;
    }

    int inFlight() {
        return inFlight;
    }

    void begin() {
        inFlight++;
    }

    void end() {
        inFlight--;
    }

    /** A kept connection that rested at most {@code maxIdleNanos}, or null. */
    @Nullable UpstreamConnection takeIdle(long now, long maxIdleNanos) {
        UpstreamConnection newest = idle.peekFirst();
        if (newest == null || now - newest.idleSince() > Math.min(maxIdleNanos, newest.maxIdle())) {
            return null;
        }
        return idle.pollFirst();
    }

    /** Takes a connection back that is ready for the next request. */
    void keep(UpstreamConnection connection, long now) {
        if (retired) {
            connection.close();
        } else {
            connection.rest(now);
            idle.addFirst(connection);
        }
    }

    void forget(UpstreamConnection connection) {
        idle.removeFirstOccurrence(connection);
    }

    /** Closes what rested too long. */
    void sweep(long now) {
        for (Iterator<UpstreamConnection> all = idle.descendingIterator(); all.hasNext(); ) {
            UpstreamConnection oldest = all.next();
            if (now - oldest.idleSince() > oldest.maxIdle()) {
                all.remove();
                oldest.close();
            }
        }
    }

    /** The instance left the table: nothing is kept any more. */
    void retire() {
        retired = true;
        while (true) {
            UpstreamConnection connection = idle.pollFirst();
            if (connection == null) {
                return;
            }
            connection.close();
        }
    }

    /** Whether it left the table; requests that it has may still end. */
    boolean isRetired() {
        return retired;
    }

    /** It refused a connection: rest it for 1 s, 2 s, 4 s, at most 8 s. */
    void refused(long now) {
        ejected = true;
        ejectedUntil = now + (FIRST_EJECTION_NANOS << Math.min(refusals, MOST_DOUBLINGS));
        refusals++;
    }

    void connected() {
        ejected = false;
        refusals = 0;
    }

    boolean isEjected(long now) {
        if (ejected && now - ejectedUntil >= 0) {
            ejected = false;
        }
        return ejected;
    }
}
