package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.deployment.DeploymentShapes.DeploymentShape;
import dev.autostack.controlplane.http.Idempotent;
import dev.autostack.controlplane.http.Refusal;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;

/** Acts on the live deployment of an environment, whichever that is. */
@Tag(name = "environments")
@Controller("/api/environments")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.DEPLOYMENT_CHANGE)
class EnvironmentActionsController {
    private final Orders orders;
    private final DeploymentPages pages;
    private final Database database;

    EnvironmentActionsController(Orders orders, DeploymentPages pages, Database database) {
        this.orders = orders;
        this.pages = pages;
        this.database = database;
    }

    @Post("/{id}/stop")
    @Operation(
            operationId = "stopEnvironment",
            summary = "Stop an environment; its data and releases stay")
    @Status(HttpStatus.ACCEPTED)
    HttpResponse<DeploymentShape> stop(Identity.Person person, UUID id) {
        return accepted(person, orders.stop(person, live(person, id)));
    }

    @Post("/{id}/start")
    @Idempotent
    @Operation(operationId = "startEnvironment", summary = "Start a stopped environment again")
    @Status(HttpStatus.ACCEPTED)
    HttpResponse<DeploymentShape> start(Identity.Person person, UUID id) {
        return accepted(person, orders.start(person, live(person, id)));
    }

    @Post("/{id}/restart")
    @Idempotent
    @Operation(
            operationId = "restartEnvironment",
            summary = "Replace all instances of an environment, without a gap")
    @Status(HttpStatus.ACCEPTED)
    HttpResponse<DeploymentShape> restart(Identity.Person person, UUID id) {
        return accepted(person, orders.restart(person, live(person, id)));
    }

    @Post("/{id}/scale")
    @Idempotent
    @Operation(
            operationId = "scaleEnvironment",
            summary = "Change how many instances an environment has")
    @Status(HttpStatus.ACCEPTED)
    HttpResponse<DeploymentShape> scale(
            Identity.Person person, UUID id, @Body DeploymentController.NewScale wanted) {
        return accepted(person, orders.scale(person, live(person, id), wanted.instances()));
    }

    private UUID live(Identity.Person person, UUID environment) {
        boolean known =
                database.sql(
                                """
                                select 1 from environment e join project p on p.id = e.project_id
                                where e.id = ? and p.team_id = ? and e.deleted_at is null and p.deleted_at is null
                                """,
                                environment,
                                person.teamId())
                        .exists();
        if (!known) {
            throw Refusal.notFound("environment");
        }
        return database.sql(
                        "select id from deployment where environment_id = ? and state = 'LIVE'",
                        environment)
                .first(row -> row.uuid("id"))
                .orElseThrow(() ->
                        Refusal.conflict(
                                "not_live",
                                "Nothing is live in this environment.",
                                "Deploy it first."));
    }

    private HttpResponse<DeploymentShape> accepted(Identity.Person person, Deployment deployment) {
        return HttpResponse.accepted().body(pages.get(deployment.id(), person.teamId()));
    }
}
