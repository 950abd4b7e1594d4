package dev.autostack.controlplane.metric;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

/** The first look at a team. */
@Tag(name = "monitoring")
@Controller("/api/dashboard")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.DEPLOYMENT_READ)
final class DashboardController {
    private final DashboardReads dashboard;

    DashboardController(DashboardReads dashboard) {
        this.dashboard = dashboard;
    }

    @Get("/summary")
    @Operation(operationId = "dashboard", summary = "Read the figures of the team")
    Dashboard summary(Identity.Person person) {
        return dashboard.of(person.teamId());
    }
}
