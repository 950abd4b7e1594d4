package dev.autostack.controlplane.db;

import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for something to appear in the database; woken by signals, but never relying on them. */
@Singleton
public final class LongPoll implements ApplicationEventListener<ShutdownEvent> {
    private final Signals signals;
    private final Duration interval;

    /** Who waits on a topic, by payload. */
    private final Map<String, Listeners<String, Semaphore>> topics = new ConcurrentHashMap<>();

    private volatile boolean closed;

    LongPoll(Signals signals, @Value("${autostack.signals.poll:1s}") Duration interval) {
        this.signals = signals;
        this.interval = interval;
    }

    /**
     * Looks until {@code look} finds something or the time is over; blocks the (virtual) thread.
     * Looks again at each signal of this topic and payload, and once per interval. Returns early
     * with nothing when the process stops.
     */
    public <T> Optional<T> await(
            String topic, String payload, Duration atMost, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + atMost.toNanos();
        Semaphore bell = new Semaphore(0);
        Listeners<String, Semaphore> bells = topics.computeIfAbsent(topic, this::listen);
        bells.add(payload, bell);
        try {
            while (true) {
                Optional<T> found = look.get();
                long left = end - System.nanoTime();
                if (found.isPresent() || left <= 0 || closed) {
                    return found;
                }
                var _ = bell.tryAcquire(Math.min(left, interval.toNanos()), TimeUnit.NANOSECONDS);
                bell.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            bells.remove(payload, bell);
        }
    }

    private Listeners<String, Semaphore> listen(String topic) {
        Listeners<String, Semaphore> bells = new Listeners<>();
        signals.on(
                topic,
                payload -> {
                    if (payload.isEmpty()) {
                        bells.tellAll(Semaphore::release);
                    } else {
                        bells.tell(payload, Semaphore::release);
                    }
                });
        return bells;
    }

    /** Before the server stops: callers get their empty answer while it can still be sent. */
    @Override
    public void onApplicationEvent(ShutdownEvent event) {
        closed = true;
        topics.values().forEach(bells -> bells.tellAll(Semaphore::release));
    }
}
