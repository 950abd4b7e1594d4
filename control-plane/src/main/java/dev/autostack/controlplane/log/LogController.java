package dev.autostack.controlplane.log;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.access.SessionWatch;
import dev.autostack.controlplane.access.Tickets;
import dev.autostack.controlplane.http.Refusal;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.http.sse.Event;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

@Controller("/api/deployments/{id}/logs")
@Tag(name = "logs")
final class LogController {
    private static final int LINES = 1_000;
    private static final int MOST_LINES = 5_000;

    private final LogStreams streams;
    private final LogReaders readers;
    private final LogEvents events;
    private final SessionWatch sessions;
    private final Tickets tickets;

    LogController(
            LogStreams streams,
            LogReaders readers,
            LogEvents events,
            SessionWatch sessions,
            Tickets tickets) {
        this.streams = streams;
        this.readers = readers;
        this.events = events;
        this.sessions = sessions;
        this.tickets = tickets;
    }

    /** Good for one WebSocket within 30 seconds. */
    @Serdeable
    @Schema(name = "Ticket")
    record Ticket(String ticket) {
        @Override
        public String toString() {
            return "Ticket[]";
        }
    }

    @Get
    @RequiresPermission(Permission.LOG_READ)
    @Operation(
            operationId = "readLog",
            summary = "Read lines of a log, or download the whole stream as text")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = LogPage.class)),
                @Content(
                        mediaType = MediaType.TEXT_PLAIN,
                        schema = @Schema(implementation = String.class))
            })
    HttpResponse<?> read(
            Identity.Person person,
            UUID id,
            @QueryValue(defaultValue = "build") StreamKind stream,
            @QueryValue(defaultValue = "0") long after,
            @QueryValue @Nullable Integer limit,
            @QueryValue(defaultValue = "false") boolean download) {
        readers.requireDeployment(person.teamId(), id);
        Optional<LogStreams.Stream> found = streams.find(id, stream);
        if (download) {
            return download(id, stream, found.orElseGet(() -> streams.of(id, stream)));
        }
        int most = limit == null ? LINES : limit;
        if (most < 1 || most > MOST_LINES) {
            throw Refusal.invalid("limit", "A page has 1 to " + MOST_LINES + " lines.");
        }
        return HttpResponse.ok(
                found.map(known -> page(known, Math.max(0, after), most))
                        .orElseGet(() -> new LogPage(List.of(), null, 1, 0, false)));
    }

    @Post("/ticket")
    @RequiresPermission(Permission.LOG_READ)
    @Operation(
            operationId = "logTicket",
            summary = "Get a ticket for the WebSocket /api/deployments/{id}/logs/stream")
    Ticket ticket(Identity.Person person, UUID id, HttpRequest<?> request) {
        readers.requireDeployment(person.teamId(), id);
        String subject = "/api/deployments/" + id + "/logs/stream";
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        return new Ticket(tickets.issue(person, subject, origin));
    }

    @Get(value = "/events", produces = MediaType.TEXT_EVENT_STREAM)
    @RequiresPermission(Permission.LOG_READ)
    @Operation(
            operationId = "followLog",
            summary = "Follow a log by server-sent events: the frames of the WebSocket")
    Publisher<Event<String>> follow(
            Identity.Person person,
            UUID id,
            @QueryValue(defaultValue = "build") StreamKind stream,
            @QueryValue(defaultValue = "0") long after,
            @Header("Last-Event-ID") @Nullable Long lastEventId) {
        long position = lastEventId == null ? after : Math.max(after, lastEventId);
        LogReader reader = readers.open(person.teamId(), id, stream, position);
        try {
            return events.of(reader, sessions.watch(person, reader::end));
        } catch (Refusal e) {
            reader.close();
            throw e;
        }
    }

    private LogPage page(LogStreams.Stream stream, long after, int limit) {
        LogStreams.Extent extent = streams.extent(stream.id());
        List<StoredLine> lines = streams.lines(stream, after, limit);
        boolean more = !lines.isEmpty() && lines.getLast().seq() < extent.last();
        return new LogPage(
                lines,
                more ? lines.getLast().seq() : null,
                extent.first(),
                Math.max(extent.last(), lines.isEmpty() ? 0 : lines.getLast().seq()),
                extent.closed());
    }

    private HttpResponse<?> download(UUID id, StreamKind kind, LogStreams.Stream stream) {
        String name = "%s-%s.log".formatted(id, kind.name().toLowerCase(Locale.ROOT));
        return HttpResponse.ok(
                new StreamedFile(new LogText(streams, stream), MediaType.TEXT_PLAIN_TYPE)
                        .attach(name));
    }
}
