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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads projects. Always by team; deleted ones are not found. */
@Singleton
final class Projects {
    private final Database database;
    private final Environments environments;

    Projects(Database database, Environments environments) {
        this.database = database;
        this.environments = environments;
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
        List<Line> lines =
                database.sql(
                                """
                                select *, git_credential is not null as has_git_credential from project
                                where team_id = ? and deleted_at is null
                                    and (?::text is null or position(lower(?) in name) > 0 or position(lower(?) in lower(git_url)) > 0)
                                    and (?::text is null or name > ?)
                                order by name limit ?
                                """,
                                teamId,
                                q,
                                q,
                                q,
                                cursor == null ? null : cursor.text(0),
                                cursor == null ? null : cursor.text(0),
                                limit.plusOne())
                        .list(Line::read);
        Map<UUID, Environment> production =
                environments.production(teamId, lines.stream().map(Line::id).toList());
        return Page.of(lines, limit, line -> Cursor.of(line.name()))
                .map(line -> summary(line, production.get(line.id())));
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

    private static ProjectSummary summary(Line line, @Nullable Environment production) {
        if (production == null) {
            throw new IllegalStateException("project " + line.id() + " has no production");
        }
        DeploymentSummary latest = production.latest();
        DeploymentSummary live = production.live();
        DeploymentSummary shown =
                live == null || (latest != null && latest.unfinished()) ? latest : live;
        return new ProjectSummary(
                line.id(),
                line.name(),
                line.gitUrl(),
                line.branch(),
                line.createdAt(),
                new ProjectSummary.Production(
                        production.id(), production.url(), production.state(), shown));
    }
}
