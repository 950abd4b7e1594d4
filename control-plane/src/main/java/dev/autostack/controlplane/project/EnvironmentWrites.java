package dev.autostack.controlplane.project;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.audit.Audit;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.DatabaseException;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.protocol.GitRef;
import dev.autostack.protocol.Slug;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes, changes and deletes environments. Deleting one takes its host names away at once; what
 * still runs in it is ended by the package deployment, which looks for deleted environments.
 */
@Singleton
class EnvironmentWrites {
    private final Database database;
    private final Projects projects;
    private final Environments environments;
    private final HostRoutes routes;
    private final AppUrls urls;
    private final Audit audit;

    EnvironmentWrites(
            Database database,
            Projects projects,
            Environments environments,
            HostRoutes routes,
            AppUrls urls,
            Audit audit) {
        this.database = database;
        this.projects = projects;
        this.environments = environments;
        this.routes = routes;
        this.urls = urls;
        this.audit = audit;
    }

    /** In the transaction that makes the project. */
    void addProduction(Identity.Person person, UUID projectId, Slug project) {
        add(person, projectId, project, Slug.parse("production"), EnvironmentKind.PRODUCTION, null);
    }

    Environment create(Identity.Person person, UUID projectId, NewEnvironment wanted) {
        Fields fields = new Fields();
        Slug name = fields.parse("name", wanted.name(), Slug::parse);
        String branch = branch(wanted.branch(), fields);
        fields.check();
        return database.inTransaction(() -> {
            Projects.Line project =
                    projects.lock(person.teamId(), projectId)
                            .orElseThrow(() -> Refusal.notFound("project"));
            UUID id =
                    add(
                            person,
                            projectId,
                            Slug.parse(project.name()),
                            Objects.requireNonNull(name),
                            EnvironmentKind.BRANCH,
                            branch);
            audit.record(
                    person,
                    "environment.create",
                    "environment",
                    id,
                    Map.of("project", project.name(), "name", name.value()));
            return read(person, id);
        });
    }

    Environment change(Identity.Person person, UUID id, EnvironmentChange change) {
        Fields fields = new Fields();
        String branch = branch(change.branch(), fields);
        fields.check();
        return database.inTransaction(() -> {
            Environment before = read(person, id);
            database.sql(
                            "update environment set branch = ?, auto_deploy = ? where id = ?",
                            change.branch() == null ? before.branch() : branch,
                            change.autoDeploy() == null ? before.autoDeploy() : change.autoDeploy(),
                            id)
                    .update();
            audit.record(
                    person, "environment.change", "environment", id, Map.of("name", before.name()));
            return read(person, id);
        });
    }

    void delete(Identity.Person person, UUID id) {
        database.doInTransaction(() -> {
            Environment environment = read(person, id);
            if (environment.kind() == EnvironmentKind.PRODUCTION) {
                throw Refusal.conflict(
                        "production_stays",
                        "The production environment stays as long as its project.",
                        "Stop it, or delete the project.");
            }
            end(id);
            audit.record(
                    person,
                    "environment.delete",
                    "environment",
                    id,
                    Map.of("name", environment.name()));
        });
    }

    /** In the transaction that deletes the project. */
    void deleteAll(UUID projectId) {
        List<UUID> all =
                database.sql(
                                "select id from environment where project_id = ? and deleted_at is null order by id",
                                projectId)
                        .list(row -> row.uuid("id"));
        all.forEach(this::end);
    }

    private void end(UUID id) {
        database.sql("update environment set deleted_at = now() where id = ?", id).update();
        database.sql("delete from variable where environment_id = ?", id).update();
        routes.removeOf(id);
    }

    private UUID add(
            Identity.Person person,
            UUID projectId,
            Slug project,
            Slug name,
            EnvironmentKind kind,
            @Nullable String branch) {
        UUID id = UUID.randomUUID();
        UUID host = host(person.teamId());
        try {
            database.sql(
                            "insert into environment (id, project_id, host_id, name, kind, branch) values (?, ?, ?, ?, ?, ?)",
                            id,
                            projectId,
                            host,
                            name.value(),
                            kind,
                            branch)
                    .update();
        } catch (DatabaseException e) {
            if (e.violates("environment_name")) {
                throw Refusal.conflict(
                        "name_taken",
                        "The project already has an environment named " + name + ".",
                        "Choose another name.");
            }
            throw e;
        }
        routes.add(projectId, id, host, urls.hostName(project, name, kind));
        return id;
    }

    private UUID host(UUID teamId) {
        return database.sql(
                        "select id from host where deleted_at is null and (team_id is null or team_id = ?)"
                                + " order by team_id is null, created_at limit 1",
                        teamId)
                .first(row -> row.uuid("id"))
                .orElseThrow(() ->
                        Refusal.conflict(
                                "no_host",
                                "There is no host that apps could run on.",
                                "Connect a Docker host first."));
    }

    private Environment read(Identity.Person person, UUID id) {
        return environments
                .find(person.teamId(), id)
                .orElseThrow(() -> Refusal.notFound("environment"));
    }

    private static @Nullable String branch(@Nullable String text, Fields fields) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        GitRef ref = fields.parse("branch", text, GitRef::parse);
        return ref == null ? null : ref.value();
    }
}
