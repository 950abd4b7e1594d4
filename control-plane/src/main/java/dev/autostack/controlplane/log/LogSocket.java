package dev.autostack.controlplane.log;

import dev.autostack.controlplane.access.Admitted;
import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.access.SessionWatch;
import io.micronaut.http.HttpRequest;
import io.micronaut.websocket.CloseReason;
import io.micronaut.websocket.WebSocketSession;
import io.micronaut.websocket.annotation.OnClose;
import io.micronaut.websocket.annotation.OnError;
import io.micronaut.websocket.annotation.OnMessage;
import io.micronaut.websocket.annotation.OnOpen;
import io.micronaut.websocket.annotation.ServerWebSocket;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live log over a WebSocket. The gate has used the ticket up before the connection is upgraded.
 * One virtual thread per connection sends a frame, waits until it has left, and takes the next.
 */
@ServerWebSocket("/api/deployments/{id}/logs/stream")
@RequiresPermission(Permission.TICKET)
final class LogSocket {
    private static final Logger LOG = LoggerFactory.getLogger(LogSocket.class);
    private static final String READER = "reader";
    private static final CloseReason SLOW = new CloseReason(4408, "too slow, resume later");
    private static final CloseReason ENDED = new CloseReason(4401, "session ended");

    private final LogReaders readers;
    private final SessionWatch sessions;
    private final LogConfiguration configuration;

    LogSocket(LogReaders readers, SessionWatch sessions, LogConfiguration configuration) {
        this.readers = readers;
        this.sessions = sessions;
        this.configuration = configuration;
    }

    @OnOpen
    void opened(UUID id, HttpRequest<?> request, WebSocketSession session) {
        Identity.Person person = Admitted.person(request);
        StreamKind kind = request.getParameters().get("stream", StreamKind.class, StreamKind.BUILD);
        long after = request.getParameters().get("after", Long.class, 0L);
        LogReader reader = readers.open(person.teamId(), id, kind, after);
        session.put(READER, reader);
        Thread.ofVirtual()
                .name("log-socket-" + session.getId())
                .start(() -> send(person, session, reader));
    }

    /** Readers have nothing to say. */
    @OnMessage
    void received(String message, WebSocketSession session) {
        LOG.trace("{} characters ignored from {}", message.length(), session.getId());
    }

    @OnClose
    void closed(WebSocketSession session) {
        session.get(READER, LogReader.class).ifPresent(LogReader::end);
    }

    @OnError
    void failed(WebSocketSession session, Throwable failure) {
        LOG.debug("log socket {} failed", session.getId(), failure);
        session.get(READER, LogReader.class).ifPresent(LogReader::end);
    }

    private void send(Identity.Person person, WebSocketSession session, LogReader reader) {
        try (reader) {
            SessionWatch.Watched watched = sessions.watch(person, reader::end);
            try {
                session.close(send(session, reader));
            } finally {
                watched.close();
            }
        } catch (RuntimeException e) {
            LOG.warn("log socket {} ended", session.getId(), e);
            session.close(CloseReason.INTERNAL_ERROR);
        }
    }

    /** Why it ended. */
    private CloseReason send(WebSocketSession session, LogReader reader) {
        try {
            while (session.isOpen()) {
                Optional<Frame> frame = reader.next(configuration.heartbeat());
                if (frame.isEmpty()) {
                    return ENDED;
                }
                session.sendAsync(frame.get().json())
                        .get(configuration.sendDeadline().toMillis(), TimeUnit.MILLISECONDS);
                if (frame.get() instanceof Frame.End) {
                    return CloseReason.NORMAL;
                }
            }
            return CloseReason.NORMAL;
        } catch (TimeoutException e) {
            return SLOW;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CloseReason.GOING_AWAY;
        } catch (ExecutionException e) {
            LOG.debug("log socket {} broke", session.getId(), e);
            return CloseReason.GOING_AWAY;
        }
    }
}
