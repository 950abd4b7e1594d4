package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Row;
import dev.autostack.controlplane.http.Cursor;
import dev.autostack.controlplane.http.Page;
import dev.autostack.controlplane.http.PageLimit;
import dev.autostack.controlplane.project.AppUrls;
import dev.autostack.controlplane.project.DeploymentSummary;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists deployments, and reads what the rules of {@link Actions} look at. */
@Singleton
final class DeploymentReads {
    private final Database database;
    private final AppUrls urls;

    DeploymentReads(Database database, AppUrls urls) {
        this.database = database;
        this.urls = urls;
    }

    /** What a list is narrowed to; null: not. {@code q} is part of a subject, ref or commit. */
    record Filter(
            @Nullable UUID project,
            @Nullable UUID environment,
            DeploymentSummary.@Nullable State state,
            @Nullable String q) {}

    Page<DeploymentSummary> list(
            UUID team, Filter filter, PageLimit limit, @Nullable Cursor cursor) {
        String like = filter.q() == null ? null : "%" + escaped(filter.q()) + "%";
        List<DeploymentSummary> rows =
                database.sql(
                                DeploymentSummary.SELECT
                                        + """
                                        where d.team_id = ? and d.deleted_at is null
                                          and (?::uuid is null or d.project_id = ?)
                                          and (?::uuid is null or d.environment_id = ?)
                                          and (?::text is null or d.state = ?)
                                          and (?::text is null or d.commit_subject ilike ? or d.git_ref ilike ?
                                              or d.commit_sha ilike ? or p.name ilike ?)
                                          and (?::timestamptz is null or (d.created_at, d.id) < (?, ?::uuid))
                                        order by d.created_at desc, d.id desc limit ?
                                        """,
                                team,
                                filter.project(),
                                filter.project(),
                                filter.environment(),
                                filter.environment(),
                                filter.state(),
                                filter.state(),
                                like,
                                like,
                                like,
                                like,
                                like,
                                cursor == null ? null : cursor.instant(0),
                                cursor == null ? null : cursor.instant(0),
                                cursor == null ? null : cursor.uuid(1),
                                limit.plusOne())
                        .list(row -> DeploymentSummary.read(row, urls));
        return Page.of(rows, limit, last -> Cursor.of(last.createdAt(), last.id()));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    /** What the rules look at now. */
    Actions.Facts facts(UUID id) {
        return database.sql(
                        """
                        select d.state, d.cancel_requested_at, d.release_id, r.image_deleted_at, e.stopped,
                            exists (select 1 from deployment u where u.environment_id = d.environment_id
                                and u.deadline is not null) as busy
                        from deployment d join environment e on e.id = d.environment_id
                        left join release r on r.id = d.release_id where d.id = ?
                        """,
                        id)
                .one(DeploymentReads::facts);
    }

    private static Actions.Facts facts(Row row) throws SQLException {
        return new Actions.Facts(
                row.constant("state", DeploymentState.Name.class),
                row.instantOrNull("cancel_requested_at") != null,
                row.uuidOrNull("release_id") != null,
                row.instantOrNull("image_deleted_at") != null,
                row.flag("stopped"),
                row.flag("busy"));
    }
}
