package dev.autostack.controlplane.metric;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** What serves the team: hosts, workers, agents and edges, with the age of each word of them. */
@Controller("/api/monitoring")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.MACHINE_READ)
final class MachineController {
    private final MachineReads machines;

    MachineController(MachineReads machines) {
        this.machines = machines;
    }

    @Get("/machines")
    Machines machines(Identity.Person person) {
        return machines.of(person.teamId());
    }
}
