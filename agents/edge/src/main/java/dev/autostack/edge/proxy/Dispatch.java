package dev.autostack.edge.proxy;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.HttpMethod;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings one request to an instance: which one, on which connection, whether another is tried, and
 * how long it waits for one that refuses. Docker's port proxy ends and comes back with Docker
 * itself, while the containers run on: a moment of waiting then costs nobody a request.
 */
final class Dispatch implements UpstreamConnector.Listener {
    /** Hears how it went, on the event loop. */
    interface Listener {
        /** This connection is the request's. */
        void ready(UpstreamConnection connection);

        /** No instance took it, and nothing of it was sent. */
        void undeliverable(EdgePage page);

        /** The chosen instance has left the table. */
        void retired();
    }

    private enum Phase {
        REST,
        CONNECTING,
        /** Every instance refused; they are asked again. */
        WAITING
    }

    /** RFC 9110, 9.2.2. */
    private static final Set<String> IDEMPOTENT =
            Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE");

    private final ProxyLoop loop;
    private final Listener listener;
    private final Attempts attempts = new Attempts();
    private Phase phase = Phase.REST;
    private @Nullable ServedTarget target;
    private boolean replayable;

    Dispatch(ProxyLoop loop, Listener listener) {
        this.loop = loop;
        this.listener = listener;
    }

    /** Whether a request of the method does twice what it does once. */
    static boolean isIdempotent(HttpMethod method) {
        return IDEMPOTENT.contains(method.name());
    }

    /**
     * @param mayReplay whether sending it twice does what sending it once does, and is possible
     */
    void to(ServedTarget to, boolean mayReplay) {
        target = to;
        replayable = mayReplay;
        next(to);
    }

    private void next(ServedTarget of) {
        phase = Phase.REST;
        long now = System.nanoTime();
        Upstream chosen = attempts.next(of, now);
        if (chosen == null) {
            waitOrGiveUp(EdgePage.unreachable());
            return;
        }
        if (chosen.isRetired()) {
            // The table changed since the request was routed, and could not find it anywhere.
            listener.retired();
        }
        UpstreamConnection kept = attempts.kept(chosen, now, replayable);
        if (kept != null) {
            ready(kept);
        } else {
            phase = Phase.CONNECTING;
            loop.connector().connect(chosen, this);
        }
    }

    private void ready(UpstreamConnection connection) {
        phase = Phase.REST;
        attempts.sent(connection);
        listener.ready(connection);
    }

    @Override
    public void connected(UpstreamConnection fresh) {
        if (phase == Phase.CONNECTING && attempts.areAt(fresh.upstream())) {
            ready(fresh);
        } else {
            fresh.upstream().keep(fresh, System.nanoTime());
        }
    }

    @Override
    public void refused(Upstream by, Throwable cause) {
        by.refused(System.nanoTime());
        ServedTarget of = target;
        if (phase != Phase.CONNECTING || !attempts.areAt(by) || of == null) {
            return;
        }
        // Nothing was sent, so any request may go to another instance.
        leave(false);
        attempts.refused(by);
        if (attempts.isAnyLeft(of)) {
            next(of);
        } else if (cause instanceof ConnectTimeoutException) {
            listener.undeliverable(EdgePage.tooSlow());
        } else {
            waitOrGiveUp(EdgePage.unreachable());
        }
    }

    private void waitOrGiveUp(EdgePage page) {
        if (attempts.mayWait(System.nanoTime(), loop.deadlines().patience())) {
            phase = Phase.WAITING;
        } else {
            listener.undeliverable(page);
        }
    }

    /**
     * The connection broke before a byte of an answer; it is left already. Whether the request is
     * on its way again.
     */
    boolean again(Upstream at) {
        ServedTarget of = target;
        attempts.brokeOff(at);
        if (of == null || !replayable || !attempts.mayRepeat(of)) {
            return false;
        }
        next(of);
        return true;
    }

    /** Called several times a second. */
    void check() {
        ServedTarget of = target;
        if (phase == Phase.WAITING && of != null) {
            attempts.startOver();
            next(of);
        }
    }

    /** The instance that has the request, or is being connected to. */
    @Nullable Upstream upstream() {
        return attempts.upstream();
    }

    /** The connection that carries the request; null before it is sent and after it was left. */
    @Nullable UpstreamConnection connection() {
        return attempts.connection();
    }

    /** Address and port of the instance that was left last, or empty. */
    String last() {
        return attempts.last();
    }

    /** The app's part is over; its connection is kept when {@code reusable}, else closed. */
    void leave(boolean reusable) {
        phase = Phase.REST;
        attempts.leave(reusable);
    }
}
