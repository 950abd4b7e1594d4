package dev.autostack.controlplane.project;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Row;
import dev.autostack.controlplane.http.Cursor;
import dev.autostack.controlplane.http.Page;
import dev.autostack.controlplane.http.PageLimit;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads projects. Always by team; deleted ones are not found. */
@Singleton
final class Projects {
    private final Database database;
    private final Environments environments;
    private final AppUrls urls;

    Projects(Database database, Environments environments, AppUrls urls) {
        this.database = database;
        this.environments = environments;
        this.urls = urls;
    }

    /** A project's row. */
    record Line(
            UUID id,
            String name,
            String gitUrl,
            @Nullable String branch,
            String rootDirectory,
            boolean submodules,
            boolean hasGitCredential,
            ProjectSettings settings,
            Instant createdAt,
            Instant updatedAt,
            long revision) {

        static Line read(Row row) throws SQLException {
            return new Line(
                    row.uuid("id"),
                    row.text("name"),
                    row.text("git_url"),
                    row.textOrNull("branch"),
                    row.text("root_directory"),
                    row.flag("submodules"),
                    row.flag("has_git_credential"),
                    row.json("settings", ProjectSettings.class),
                    row.instant("created_at"),
                    row.instant("updated_at"),
                    row.number("revision"));
        }
    }

    /** A project as a list shows it, with its production environment. */
    private record Listed(
            Line project, UUID environmentId, boolean stopped, @Nullable String host) {

        static Listed read(Row row) throws SQLException {
            return new Listed(
                    Line.read(row),
                    row.uuid("environment_id"),
                    row.flag("stopped"),
                    row.textOrNull("host"));
        }
    }

    Optional<Project> find(UUID teamId, UUID projectId) {
        return line(teamId, projectId, "").map(line -> whole(teamId, line));
    }

    /** The row, held until the end of the transaction. */
    Optional<Line> lock(UUID teamId, UUID projectId) {
        return line(teamId, projectId, " for update");
    }

    /** By name; {@code q} is part of a name or Git URL. */
    Page<ProjectSummary> page(
            UUID teamId, @Nullable String q, PageLimit limit, @Nullable Cursor cursor) {
        List<Listed> listed =
                database.sql(
                                """
                                select p.*, p.git_credential is not null as has_git_credential, e.id as environment_id,
                                    e.stopped, (select r.host_name from route r where r.environment_id = e.id
                                        order by r.created_at, r.host_name limit 1) as host
                                from project p join environment e on e.project_id = p.id
                                    and e.kind = 'PRODUCTION' and e.deleted_at is null
                                where p.team_id = ? and p.deleted_at is null
                                    and (?::text is null or position(lower(?) in p.name) > 0
                                        or position(lower(?) in lower(p.git_url)) > 0)
                                    and (?::text is null or p.name > ?)
                                order by p.name limit ?
                                """,
                                teamId,
                                q,
                                q,
                                q,
                                cursor == null ? null : cursor.text(0),
                                cursor == null ? null : cursor.text(0),
                                limit.plusOne())
                        .list(Listed::read);
        Environments.Newest newest =
                environments.newest(listed.stream().map(Listed::environmentId).toList());
        return Page.of(listed, limit, one -> Cursor.of(one.project().name()))
                .map(one -> summary(one, newest));
    }

    private Optional<Line> line(UUID teamId, UUID projectId, String lock) {
        return database.sql(
                        "select *, git_credential is not null as has_git_credential from project"
                                + " where id = ? and team_id = ? and deleted_at is null"
                                + lock,
                        projectId,
                        teamId)
                .first(Line::read);
    }

    private Project whole(UUID teamId, Line line) {
        return new Project(
                line.id(),
                line.name(),
                line.gitUrl(),
                line.branch(),
                line.rootDirectory(),
                line.submodules(),
                line.hasGitCredential(),
                line.settings(),
                environments.ofProject(teamId, line.id()),
                line.createdAt(),
                line.updatedAt(),
                line.revision());
    }

    private ProjectSummary summary(Listed listed, Environments.Newest newest) {
        DeploymentSummary latest = newest.latest().get(listed.environmentId());
        DeploymentSummary live = newest.live().get(listed.environmentId());
        DeploymentSummary shown =
                live == null || (latest != null && latest.unfinished()) ? latest : live;
        Line line = listed.project();
        return new ProjectSummary(
                line.id(),
                line.name(),
                line.gitUrl(),
                line.branch(),
                line.createdAt(),
                new ProjectSummary.Production(
                        listed.environmentId(),
                        listed.host() == null ? null : urls.of(listed.host()),
                        EnvironmentState.of(listed.stopped(), live, latest),
                        shown));
    }
}
