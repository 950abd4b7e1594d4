package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.deployment.DeploymentShapes.DeploymentShape;
import dev.autostack.controlplane.http.Cursor;
import dev.autostack.controlplane.http.Idempotent;
import dev.autostack.controlplane.http.Page;
import dev.autostack.controlplane.http.PageLimit;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.project.DeploymentSummary;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Tag(name = "deployments")
@Controller("/api/deployments")
@ExecuteOn(TaskExecutors.BLOCKING)
class DeploymentController {
    private static final String PRODUCTION = "production";

    private final Orders orders;
    private final DeploymentReads reads;
    private final DeploymentPages pages;
    private final Database database;

    DeploymentController(
            Orders orders, DeploymentReads reads, DeploymentPages pages, Database database) {
        this.orders = orders;
        this.reads = reads;
        this.pages = pages;
        this.database = database;
    }

    /**
     * The environment by id or by name, production when neither is given; {@code ref} a branch or
     * tag instead of the environment's branch; {@code commit} a full SHA. {@code withoutCache}:
     * build it even when an equal source was built before, and use no layer of earlier builds.
     */
    @Serdeable
    @Schema(name = "DeploymentCreate")
    record NewDeployment(
            UUID projectId,
            @Nullable UUID environmentId,
            @Nullable String environment,
            @Nullable String ref,
            @Nullable String commit,
            @Nullable Boolean withoutCache) {}

    /** {@code withoutCache} as for a new deployment. */
    @Serdeable
    @Schema(name = "RedeployRequest")
    record NewRedeploy(@Nullable Boolean withoutCache) {}

    @Serdeable
    @Schema(name = "RollbackRequest")
    record NewRollback(@Nullable String reason) {}

    @Serdeable
    @Schema(name = "ScaleRequest")
    record NewScale(int instances) {}

    @Post
    @Idempotent
    @RequiresPermission(Permission.DEPLOYMENT_CREATE)
    @Operation(
            operationId = "createDeployment",
            summary = "Deploy a commit, by default the newest of the branch to production")
    @Status(HttpStatus.CREATED)
    HttpResponse<DeploymentShape> create(Identity.Person person, @Body NewDeployment wanted) {
        UUID environment = environment(person.teamId(), wanted);
        Deployment begun =
                orders.deploy(
                        person,
                        environment,
                        wanted.ref(),
                        wanted.commit(),
                        Boolean.TRUE.equals(wanted.withoutCache()));
        return HttpResponse.created(pages.get(begun.id(), person.teamId()));
    }

    private UUID environment(UUID team, NewDeployment wanted) {
        String name = wanted.environment() == null ? PRODUCTION : wanted.environment();
        return database.sql(
                        """
                        select e.id from environment e join project p on p.id = e.project_id
                        where p.id = ? and p.team_id = ? and p.deleted_at is null and e.deleted_at is null
                            and case when ?::uuid is null then e.name = ? else e.id = ? end
                        """,
                        wanted.projectId(),
                        team,
                        wanted.environmentId(),
                        name,
                        wanted.environmentId())
                .first(row -> row.uuid("id"))
                .orElseThrow(() -> Refusal.notFound("project or environment"));
    }

    @Get
    @RequiresPermission(Permission.DEPLOYMENT_READ)
    @Operation(
            operationId = "listDeployments",
            summary = "List the deployments of the team, newest first")
    Page<DeploymentSummary> list(
            Identity.Person person,
            @QueryValue @Nullable UUID project,
            @QueryValue @Nullable UUID environment,
            @QueryValue DeploymentSummary.@Nullable State state,
            @QueryValue @Nullable String q,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        return reads.list(
                person.teamId(),
                new DeploymentReads.Filter(project, environment, state, q),
                PageLimit.of(limit),
                Cursor.parse(cursor, 2));
    }

    @Get("/{id}")
    @RequiresPermission(Permission.DEPLOYMENT_READ)
    @Operation(
            operationId = "readDeployment",
            summary =
                    "Read a deployment: its stages, history, release, instances and what may be done")
    DeploymentShape get(Identity.Person person, UUID id) {
        return pages.get(id, person.teamId());
    }

    @Post("/{id}/cancel")
    @RequiresPermission(Permission.DEPLOYMENT_CHANGE)
    @Operation(operationId = "cancelDeployment", summary = "Cancel a deployment that has not ended")
    @Status(HttpStatus.ACCEPTED)
    HttpResponse<DeploymentShape> cancel(Identity.Person person, UUID id) {
        return accepted(person, orders.cancel(person, id));
    }

    @Post("/{id}/redeploy")
    @Idempotent
    @RequiresPermission(Permission.DEPLOYMENT_CREATE)
    @Operation(
            operationId = "redeploy",
            summary =
                    "Deploy the same commit again with the current settings; it is built unless an equal source, plan and build variables were built before")
    @Status(HttpStatus.CREATED)
    HttpResponse<DeploymentShape> redeploy(
            Identity.Person person, UUID id, @Body @Nullable NewRedeploy wanted) {
        boolean withoutCache = wanted != null && Boolean.TRUE.equals(wanted.withoutCache());
        return created(person, orders.redeploy(person, id, withoutCache));
    }

    @Post("/{id}/rollback")
    @Idempotent
    @RequiresPermission(Permission.DEPLOYMENT_CREATE)
    @Operation(
            operationId = "rollBack",
            summary = "Go back to the release of an earlier deployment; nothing is built")
    @Status(HttpStatus.CREATED)
    HttpResponse<DeploymentShape> rollback(
            Identity.Person person, UUID id, @Body @Nullable NewRollback wanted) {
        return created(
                person, orders.rollback(person, id, wanted == null ? null : wanted.reason()));
    }

    @Post("/{id}/stop")
    @RequiresPermission(Permission.DEPLOYMENT_CHANGE)
    @Operation(
            operationId = "stopDeployment",
            summary = "Stop the environment in which this deployment is live")
    @Status(HttpStatus.ACCEPTED)
    HttpResponse<DeploymentShape> stop(Identity.Person person, UUID id) {
        return accepted(person, orders.stop(person, id));
    }

    @Post("/{id}/start")
    @Idempotent
    @RequiresPermission(Permission.DEPLOYMENT_CHANGE)
    @Operation(
            operationId = "startDeployment",
            summary = "Start the environment again with the release of this deployment")
    @Status(HttpStatus.ACCEPTED)
    HttpResponse<DeploymentShape> start(Identity.Person person, UUID id) {
        return accepted(person, orders.start(person, id));
    }

    @Post("/{id}/restart")
    @Idempotent
    @RequiresPermission(Permission.DEPLOYMENT_CHANGE)
    @Operation(
            operationId = "restartDeployment",
            summary = "Replace all instances of the live deployment, without a gap")
    @Status(HttpStatus.ACCEPTED)
    HttpResponse<DeploymentShape> restart(Identity.Person person, UUID id) {
        return accepted(person, orders.restart(person, id));
    }

    @Post("/{id}/scale")
    @Idempotent
    @RequiresPermission(Permission.DEPLOYMENT_CHANGE)
    @Operation(
            operationId = "scaleDeployment",
            summary = "Change how many instances the live deployment has")
    @Status(HttpStatus.ACCEPTED)
    HttpResponse<DeploymentShape> scale(Identity.Person person, UUID id, @Body NewScale wanted) {
        return accepted(person, orders.scale(person, id, wanted.instances()));
    }

    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @RequiresPermission(Permission.DEPLOYMENT_CHANGE)
    @Operation(
            operationId = "deleteDeployment",
            summary = "Delete a deployment that is neither live nor under way")
    void delete(Identity.Person person, UUID id) {
        orders.delete(person, id);
    }

    private HttpResponse<DeploymentShape> created(Identity.Person person, Deployment deployment) {
        return HttpResponse.created(pages.get(deployment.id(), person.teamId()));
    }

    private HttpResponse<DeploymentShape> accepted(Identity.Person person, Deployment deployment) {
        return HttpResponse.accepted().body(pages.get(deployment.id(), person.teamId()));
    }
}
