package dev.autostack.controlplane.route;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.db.LongPoll;
import dev.autostack.protocol.EdgeReport;
import dev.autostack.protocol.RouteTable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.time.Duration;

/** What edges call; see the contract, "Edge". */
@Hidden
@Controller("/api/edge")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.EDGE)
final class EdgeController {
    private static final int MAX_WAIT_MS = 25_000;

    private final RouteTables tables;
    private final Edges edges;
    private final LongPoll polls;

    EdgeController(RouteTables tables, Edges edges, LongPoll polls) {
        this.tables = tables;
        this.edges = edges;
        this.polls = polls;
    }

    @Get("/table")
    HttpResponse<RouteTable> table(
            Identity.Edge edge,
            @QueryValue(defaultValue = "0") long after,
            @QueryValue(defaultValue = "0") int waitMs) {
        edges.seen(edge.edgeId());
        Duration wait = Duration.ofMillis(Math.clamp(waitMs, 0, MAX_WAIT_MS));
        return polls.await(
                        RouteTables.CHANGED,
                        edge.hostId().toString(),
                        wait,
                        () -> tables.newerThan(edge.hostId(), after))
                .<HttpResponse<RouteTable>>map(HttpResponse::ok)
                .orElseGet(HttpResponse::noContent);
    }

    @Post("/report")
    @Status(HttpStatus.NO_CONTENT)
    void report(Identity.Edge edge, @Body EdgeReport report) {
        edges.report(edge.edgeId(), edge.hostId(), report);
    }
}
