package dev.autostack.controlplane.project;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.http.Cursor;
import dev.autostack.controlplane.http.Idempotent;
import dev.autostack.controlplane.http.Page;
import dev.autostack.controlplane.http.PageLimit;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.http.Revision;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Controller("/api/projects")
@Tag(name = "projects")
class ProjectController {
    private final Projects projects;
    private final ProjectWrites writes;

    ProjectController(Projects projects, ProjectWrites writes) {
        this.projects = projects;
        this.writes = writes;
    }

    @Get
    @RequiresPermission(Permission.PROJECT_READ)
    @Operation(operationId = "listProjects", summary = "List the projects of the team by name")
    Page<ProjectSummary> list(
            Identity.Person person,
            @QueryValue @Nullable String q,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        return projects.page(person.teamId(), q, PageLimit.of(limit), Cursor.parse(cursor, 1));
    }

    @Post
    @Idempotent
    @RequiresPermission(Permission.PROJECT_CREATE)
    @Operation(
            operationId = "createProject",
            summary = "Create a project with its production environment and route")
    @Status(HttpStatus.CREATED)
    HttpResponse<Project> create(Identity.Person person, @Body NewProject project) {
        return tagged(HttpStatus.CREATED, writes.create(person, project));
    }

    @Get("/{id}")
    @RequiresPermission(Permission.PROJECT_READ)
    @Operation(operationId = "readProject", summary = "Read a project with its environments")
    HttpResponse<Project> get(Identity.Person person, UUID id) {
        return tagged(
                HttpStatus.OK,
                projects.find(person.teamId(), id).orElseThrow(() -> Refusal.notFound("project")));
    }

    @Patch("/{id}")
    @RequiresPermission(Permission.PROJECT_CHANGE)
    @Operation(
            operationId = "changeProject",
            summary = "Change a project; settings are merged, absent ones stay")
    HttpResponse<Project> change(
            Identity.Person person,
            UUID id,
            @Body ProjectChange change,
            @Header(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return tagged(HttpStatus.OK, writes.change(person, id, change, ifMatch));
    }

    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @RequiresPermission(Permission.PROJECT_DELETE)
    @Operation(
            operationId = "deleteProject",
            summary = "Delete a project and everything that runs of it")
    void delete(Identity.Person person, UUID id) {
        writes.delete(person, id);
    }

    private static HttpResponse<Project> tagged(HttpStatus status, Project project) {
        return HttpResponse.status(status)
                .body(project)
                .header(HttpHeaders.ETAG, new Revision(project.revision()).tag());
    }
}
