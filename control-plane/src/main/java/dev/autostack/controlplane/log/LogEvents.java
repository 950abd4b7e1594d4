package dev.autostack.controlplane.log;

import dev.autostack.controlplane.access.SessionWatch;
import io.micronaut.http.sse.Event;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The frames of a reader as server-sent events. A frame is made when the client asks for it, on a
 * virtual thread, so a slow client holds nothing in memory.
 */
@Singleton
final class LogEvents {
    private final LogConfiguration configuration;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Scheduler scheduler = Schedulers.fromExecutorService(threads);

    LogEvents(LogConfiguration configuration) {
        this.configuration = configuration;
    }

    private static final class Following {
        private final LogReader reader;
        private final SessionWatch.Watched watched;
        private boolean ended;

        private Following(LogReader reader, SessionWatch.Watched watched) {
            this.reader = reader;
            this.watched = watched;
        }

        private void close() {
            watched.close();
            reader.close();
        }
    }

    Publisher<Event<String>> of(LogReader reader, SessionWatch.Watched watched) {
        return Flux.<Event<String>, Following>generate(
                        () -> new Following(reader, watched), this::next, Following::close)
                .subscribeOn(scheduler);
    }

    private Following next(Following following, SynchronousSink<Event<String>> sink) {
        try {
            Optional<Frame> frame =
                    following.ended
                            ? Optional.empty()
                            : following.reader.next(configuration.heartbeat());
            if (frame.isEmpty()) {
                sink.complete();
                return following;
            }
            Event<String> event = Event.of(frame.get().json());
            if (frame.get() instanceof Frame.Lines lines) {
                event.id(Long.toString(lines.lastSeq()));
            }
            following.ended = frame.get() instanceof Frame.End;
            sink.next(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            sink.complete();
        }
        return following;
    }

    @PreDestroy
    void stop() {
        scheduler.dispose();
        threads.shutdownNow();
    }
}
