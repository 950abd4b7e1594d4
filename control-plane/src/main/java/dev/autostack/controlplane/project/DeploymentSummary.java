package dev.autostack.controlplane.project;

import dev.autostack.controlplane.db.Row;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A deployment in a list. It stands here because projects show their newest ones. {@code url} is
 * where its environment is reached.
 */
@Serdeable
public record DeploymentSummary(
        UUID id,
        int number,
        UUID projectId,
        String projectName,
        UUID environmentId,
        String environmentName,
        Kind kind,
        State state,
        @Nullable CommitSummary commit,
        @Nullable String ref,
        Instant createdAt,
        Instant stateAt,
        @Nullable Instant finishedAt,
        String createdBy,
        @Nullable CauseSummary cause,
        @Nullable String url,
        boolean rollbackable) {

    /** What a deployment does, as its row says. */
    @Schema(name = "DeploymentKind")
    public enum Kind {
        DEPLOY,
        REDEPLOY,
        ROLLBACK,
        RESTART,
        SCALE,
        START
    }

    /** Where a deployment is, as its row says; the package deployment moves it. */
    @Schema(name = "DeploymentState")
    public enum State {
        QUEUED,
        BUILDING,
        RELEASING,
        VERIFYING,
        LIVE,
        RETIRED,
        FAILED,
        CANCELLED,
        SUPERSEDED
    }

    /** The commit that was built. */
    @Serdeable
    @Schema(name = "CommitSummary")
    public record CommitSummary(String sha, @Nullable String subject, @Nullable String author) {}

    /** Why it failed, in one sentence. */
    @Serdeable
    @Schema(name = "CauseSummary")
    public record CauseSummary(String code, String message) {}

    /**
     * The columns that {@link #read} needs; {@code d} is the deployment. Append where, order and
     * limit.
     */
    public static final String SELECT =
            """
            select d.id, d.number, d.project_id, p.name as project_name, d.environment_id,
                e.name as environment_name, d.kind, d.state, d.commit_sha, d.commit_subject, d.commit_author,
                d.git_ref, d.created_at, d.state_at, d.finished_at, a.name as created_by_name,
                d.cause ->> 'code' as cause_code, d.cause ->> 'message' as cause_message,
                (select min(r.host_name) from route r where r.environment_id = d.environment_id) as host_name,
                (d.state = 'RETIRED' and l.image_deleted_at is null and e.deleted_at is null) as rollbackable
            from deployment d
            join project p on p.id = d.project_id
            join environment e on e.id = d.environment_id
            left join release l on l.id = d.release_id
            left join account a on a.id = d.created_by
            """;

    public static DeploymentSummary read(Row row, AppUrls urls) throws SQLException {
        String sha = row.textOrNull("commit_sha");
        String code = row.textOrNull("cause_code");
        String message = row.textOrNull("cause_message");
        String host = row.textOrNull("host_name");
        String createdBy = row.textOrNull("created_by_name");
        return new DeploymentSummary(
                row.uuid("id"),
                row.integer("number"),
                row.uuid("project_id"),
                row.text("project_name"),
                row.uuid("environment_id"),
                row.text("environment_name"),
                row.constant("kind", Kind.class),
                row.constant("state", State.class),
                sha == null
                        ? null
                        : new CommitSummary(
                                sha,
                                row.textOrNull("commit_subject"),
                                row.textOrNull("commit_author")),
                row.textOrNull("git_ref"),
                row.instant("created_at"),
                row.instant("state_at"),
                row.instantOrNull("finished_at"),
                createdBy == null ? "AutoStack" : createdBy,
                code == null || message == null ? null : new CauseSummary(code, message),
                host == null ? null : urls.of(host),
                row.flag("rollbackable"));
    }

    boolean unfinished() {
        return switch (state) {
            case QUEUED, BUILDING, RELEASING, VERIFYING -> true;
            case LIVE, RETIRED, FAILED, CANCELLED, SUPERSEDED -> false;
        };
    }
}
