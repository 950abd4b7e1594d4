package dev.autostack.controlplane.project;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.http.Idempotent;
import dev.autostack.controlplane.http.Page;
import dev.autostack.controlplane.http.Refusal;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;

@Controller("/api")
@Tag(name = "environments")
class EnvironmentController {
    private final Projects projects;
    private final Environments environments;
    private final EnvironmentWrites writes;

    EnvironmentController(Projects projects, Environments environments, EnvironmentWrites writes) {
        this.projects = projects;
        this.environments = environments;
        this.writes = writes;
    }

    @Get("/projects/{id}/environments")
    @RequiresPermission(Permission.PROJECT_READ)
    @Operation(
            operationId = "listEnvironments",
            summary = "List all environments of a project, production first")
    Page<Environment> list(Identity.Person person, UUID id) {
        Project project =
                projects.find(person.teamId(), id).orElseThrow(() -> Refusal.notFound("project"));
        return new Page<>(project.environments(), null, (long) project.environments().size());
    }

    @Post("/projects/{id}/environments")
    @Idempotent
    @RequiresPermission(Permission.PROJECT_CHANGE)
    @Operation(operationId = "createEnvironment", summary = "Create an environment with its route")
    @Status(HttpStatus.CREATED)
    HttpResponse<Environment> create(
            Identity.Person person, UUID id, @Body NewEnvironment environment) {
        return HttpResponse.created(writes.create(person, id, environment));
    }

    @Get("/environments/{id}")
    @RequiresPermission(Permission.PROJECT_READ)
    @Operation(operationId = "readEnvironment", summary = "Read an environment and what runs in it")
    Environment get(Identity.Person person, UUID id) {
        return environments
                .find(person.teamId(), id)
                .orElseThrow(() -> Refusal.notFound("environment"));
    }

    @Patch("/environments/{id}")
    @RequiresPermission(Permission.PROJECT_CHANGE)
    @Operation(
            operationId = "changeEnvironment",
            summary = "Change the branch or automatic deployment of an environment")
    Environment change(Identity.Person person, UUID id, @Body EnvironmentChange change) {
        return writes.change(person, id, change);
    }

    @Delete("/environments/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @RequiresPermission(Permission.PROJECT_CHANGE)
    @Operation(
            operationId = "deleteEnvironment",
            summary = "Delete an environment and everything that runs in it")
    void delete(Identity.Person person, UUID id) {
        writes.delete(person, id);
    }
}
