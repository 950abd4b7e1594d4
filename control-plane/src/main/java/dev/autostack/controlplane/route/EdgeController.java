package dev.autostack.controlplane.route;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.http.Polls;
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

/** What edges call; see the contract, "Edge". */
@Hidden
@Controller("/api/edge")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.EDGE)
final class EdgeController {
    private final RouteTables tables;
    private final Edges edges;
    private final Polls polls;

    EdgeController(RouteTables tables, Edges edges, Polls polls) {
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
        return polls.answer(
                RouteTables.CHANGED,
                edge.hostId().toString(),
                waitMs,
                () -> tables.newerThan(edge.hostId(), after));
    }

    @Post("/report")
    @Status(HttpStatus.NO_CONTENT)
    void report(Identity.Edge edge, @Body EdgeReport report) {
        edges.report(edge.edgeId(), edge.hostId(), report);
    }
}
