package dev.autostack.controlplane.access;

import dev.autostack.controlplane.http.Refusal;
import io.micronaut.http.HttpStatus;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends open streams when their session ends: all sessions with streams are looked at every two
 * seconds, in one question. Also bounds how many streams a session may hold.
 */
@Singleton
public final class SessionWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final int STREAMS_PER_SESSION = 50;

    private final Sessions sessions;
    private final Map<Watched, Runnable> watched = new ConcurrentHashMap<>();
    private final AtomicReference<Thread> watcher = new AtomicReference<>();

    SessionWatch(Sessions sessions) {
        this.sessions = sessions;
    }

    /** One open stream; closing it ends the watch. */
    public final class Watched implements AutoCloseable {
        private final UUID sessionId;

        private Watched(UUID sessionId) {
            this.sessionId = sessionId;
        }

        @Override
        public void close() {
            watched.remove(this);
        }
    }

    /**
     * Runs {@code end} once when the session is no longer good.
     *
     * @throws Refusal 429 when the session holds too many streams
     */
    public Watched watch(Identity.Person person, Runnable end) {
        long open =
                watched.keySet().stream()
                        .filter(one -> one.sessionId.equals(person.sessionId()))
                        .count();
        if (open >= STREAMS_PER_SESSION) {
            throw new Refusal(
                            HttpStatus.TOO_MANY_REQUESTS,
                            "too_many_streams",
                            "This session watches " + open + " logs already.",
                            "Close some of its pages.",
                            Map.of())
                    .retryAfter(Duration.ofSeconds(10));
        }
        Watched one = new Watched(person.sessionId());
        watched.put(one, end);
        startWatcher();
        return one;
    }

    @PreDestroy
    void stop() {
        Thread thread = watcher.get();
        if (thread != null) {
            thread.interrupt();
        }
        watched.values().forEach(SessionWatch::run);
    }

    private void startWatcher() {
        if (watcher.get() == null) {
            Thread thread = Thread.ofVirtual().name("session-watch").unstarted(this::look);
            if (watcher.compareAndSet(null, thread)) {
                thread.start();
            }
        }
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                endThoseOfEndedSessions();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void endThoseOfEndedSessions() {
        Set<UUID> asked =
                watched.keySet().stream().map(one -> one.sessionId).collect(Collectors.toSet());
        Set<UUID> good;
        try {
            good = sessions.stillGood(asked);
        } catch (RuntimeException e) {
            LOG.warn("Sessions cannot be looked at now: {}", e.getMessage());
            return;
        }
        watched.forEach((one, end) -> {
            if (asked.contains(one.sessionId) && !good.contains(one.sessionId)) {
                watched.remove(one);
                run(end);
            }
        });
    }

    private static void run(Runnable end) {
        try {
            end.run();
        } catch (RuntimeException e) {
            LOG.warn("A stream was not ended", e);
        }
    }
}
