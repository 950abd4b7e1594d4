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

/** What serves the team: hosts, workers, agents and edges, with the age of each word of them. */
@Tag(name = "monitoring")
@Controller("/api/monitoring")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.MACHINE_READ)
final class MachineController {
    private final MachineReads machines;

    MachineController(MachineReads machines) {
        this.machines = machines;
    }

    @Get("/machines")
    @Operation(
            operationId = "machines",
            summary = "List hosts, workers, agents and edges with the age of their last word")
    Machines machines(Identity.Person person) {
        return machines.of(person.teamId());
    }
}
