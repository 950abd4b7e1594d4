package dev.autostack.controlplane.log;

import dev.autostack.controlplane.db.Listeners;
import dev.autostack.controlplane.db.Signals;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells readers that a stream grew. Writers of this process hand over what they stored; those of
 * other processes send a hint by Postgres, many streams in one, so that a busy log does not cost a
 * notification per chunk. A lost hint costs a reader its polling interval, never a line.
 */
@Singleton
final class LiveStreams {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStreams.class);
    private static final String TOPIC = "log";

    /** The topic on which the package deployment announces every change of a deployment. */
    private static final String DEPLOYMENT = "deployment";

    private static final Duration HINT_PAUSE = Duration.ofMillis(20);
    private static final int STREAMS_PER_HINT = 150;

    private final LogStreams streams;
    private final Signals signals;
    private final Map<UUID, LiveStream> watched = new ConcurrentHashMap<>();
    private final Listeners<UUID, LogReader> byDeployment = new Listeners<>();
    private final Set<UUID> toHint = ConcurrentHashMap.newKeySet();
    private final LinkedBlockingQueue<UUID> hints = new LinkedBlockingQueue<>();
    private final Thread hinter;

    LiveStreams(LogStreams streams, Signals signals) {
        this.streams = streams;
        this.signals = signals;
        signals.on(TOPIC, this::hinted);
        signals.on(DEPLOYMENT, this::deploymentChanged);
        this.hinter = Thread.ofVirtual().name("log-hints").start(this::sendHints);
    }

    /** Watch a stream until {@link #leave}. */
    LiveStream join(LogStreams.Stream stream) {
        LiveStream live =
                watched.compute(
                        stream.id(),
                        (id, known) -> {
                            LiveStream one =
                                    known == null ? new LiveStream(stream, streams) : known;
                            one.readers++;
                            return one;
                        });
        live.refresh();
        return live;
    }

    void leave(LiveStream live) {
        watched.compute(
                live.stream().id(),
                (id, known) -> {
                    live.readers--;
                    return live.readers == 0 ? null : known;
                });
    }

    /** Blocks are durable and stand one after the other. */
    void appended(UUID streamId, List<LogBlock> blocks) {
        LiveStream live = watched.get(streamId);
        if (live != null && !blocks.isEmpty()) {
            live.append(blocks);
        }
        hint(streamId);
    }

    void closed(UUID streamId) {
        LiveStream live = watched.get(streamId);
        if (live != null) {
            live.refresh();
        }
        hint(streamId);
    }

    /** How many readers there are, for figures and tests. */
    int readers() {
        return byDeployment.size();
    }

    void onDeployment(UUID deploymentId, LogReader reader) {
        byDeployment.add(deploymentId, reader);
    }

    void offDeployment(UUID deploymentId, LogReader reader) {
        byDeployment.remove(deploymentId, reader);
    }

    @PreDestroy
    void stop() {
        hinter.interrupt();
    }

    private void hint(UUID streamId) {
        if (toHint.add(streamId)) {
            hints.add(streamId);
        }
    }

    private void sendHints() {
        try {
            while (true) {
                StringBuilder payload = new StringBuilder(hints.take().toString());
                for (int i = 1; i < STREAMS_PER_HINT; i++) {
                    UUID next = hints.poll();
                    if (next == null) {
                        break;
                    }
                    payload.append(' ').append(next);
                }
                for (String id : payload.toString().split(" ", -1)) {
                    toHint.remove(UUID.fromString(id));
                }
                send(payload.toString());
                Thread.sleep(HINT_PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(String payload) {
        try {
            signals.send(TOPIC, payload);
        } catch (RuntimeException e) {
            LOG.warn("A log hint was not sent; readers elsewhere poll: {}", e.getMessage());
        }
    }

    private void hinted(String payload) {
        if (payload.isEmpty()) {
            watched.values().forEach(LiveStream::markStale);
            return;
        }
        for (String id : payload.split(" ", -1)) {
            LiveStream live = watched.get(UUID.fromString(id));
            if (live != null) {
                live.markStale();
            }
        }
    }

    private void deploymentChanged(String payload) {
        if (payload.isEmpty()) {
            byDeployment.tellAll(LogReader::deploymentChanged);
        } else {
            byDeployment.tell(UUID.fromString(payload), LogReader::deploymentChanged);
        }
    }
}
