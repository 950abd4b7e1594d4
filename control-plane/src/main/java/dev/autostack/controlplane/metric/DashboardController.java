package dev.autostack.controlplane.metric;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** The first look at a team. */
@Controller("/api/dashboard")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.DEPLOYMENT_READ)
final class DashboardController {
    private final DashboardReads dashboard;

    DashboardController(DashboardReads dashboard) {
        this.dashboard = dashboard;
    }

    @Get("/summary")
    Dashboard summary(Identity.Person person) {
        return dashboard.of(person.teamId());
    }
}
