package dev.autostack.controlplane.db;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Value;
import jakarta.annotation.PreDestroy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints between all processes of the control plane by Postgres NOTIFY, sent when the transaction
 * commits. A hint may be lost or come twice: who waits for one also looks by itself now and then.
 */
@Context
public final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final String CHANNEL = "autostack";
    private static final int WAIT_MS = 5_000;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Database database;
    private final Map<String, List<Listener>> listeners = new ConcurrentHashMap<>();
    private final @Nullable Thread thread;
    private volatile boolean closed;

    /** {@code listen} false loses every hint: all must still converge, only slower. */
    Signals(Database database, @Value("${autostack.signals.listen:true}") boolean listen) {
        this.database = database;
        this.thread = listen ? Thread.ofVirtual().name("signals").start(this::listen) : null;
    }

    /** What to do on a hint; must return quickly and never throw. */
    @FunctionalInterface
    public interface Listener {
        /** {@code payload} is empty when hints may have been lost: look at everything. */
        void signalled(String payload);
    }

    /** {@code topic} has no spaces; topic and payload together stay below 8000 bytes. */
    public void send(String topic, String payload) {
        database.sql("select pg_notify(?, ?)", CHANNEL, topic + " " + payload).run();
    }

    public void on(String topic, Listener listener) {
        listeners.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>()).add(listener);
    }

    @PreDestroy
    void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
        listeners.values().forEach(all -> all.forEach(each -> call(each, "")));
    }

    private void listen() {
        while (!closed) {
            try (Connection connection = database.open();
                    Statement statement = connection.createStatement()) {
                statement.execute("listen " + CHANNEL);
                listeners.values().forEach(all -> all.forEach(each -> call(each, "")));
                receive(connection.unwrap(PGConnection.class));
            } catch (SQLException e) {
                if (!closed) {
                    LOG.warn("Signals are interrupted, trying again: {}", e.getMessage());
                    pause();
                }
            }
        }
    }

    private void receive(PGConnection connection) throws SQLException {
        while (!closed) {
            PGNotification[] received = connection.getNotifications(WAIT_MS);
            for (PGNotification one : received == null ? new PGNotification[0] : received) {
                String parameter = one.getParameter();
                int space = parameter.indexOf(' ');
                String topic = space < 0 ? parameter : parameter.substring(0, space);
                String payload = space < 0 ? "" : parameter.substring(space + 1);
                listeners
                        .getOrDefault(topic, List.of())
                        .forEach(listener -> call(listener, payload));
            }
        }
    }

    private static void call(Listener listener, String payload) {
        try {
            listener.signalled(payload);
        } catch (RuntimeException e) {
            LOG.error("A listener failed", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
