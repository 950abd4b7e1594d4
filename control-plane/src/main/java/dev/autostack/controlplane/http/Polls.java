package dev.autostack.controlplane.http;

import dev.autostack.controlplane.db.LongPoll;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers the long polls of machines: 200 with what was found, 204 when there was nothing. */
@Singleton
public final class Polls {
    /** Below the 30 s after which many proxies give up a silent request. */
    private static final int MAX_WAIT_MS = 25_000;

    private final LongPoll polls;

    Polls(LongPoll polls) {
        this.polls = polls;
    }

    /**
     * @param waitMs as the caller asked for, held to what is allowed
     * @param look see {@link LongPoll#await}
     */
    public <T> HttpResponse<T> answer(
            String topic, String payload, int waitMs, Supplier<Optional<T>> look) {
        Duration wait = Duration.ofMillis(Math.clamp(waitMs, 0, MAX_WAIT_MS));
        return polls.await(topic, payload, wait, look)
                .<HttpResponse<T>>map(HttpResponse::ok)
                .orElseGet(HttpResponse::noContent);
    }
}
