package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Row;
import dev.autostack.controlplane.deployment.DeploymentShapes.Commit;
import dev.autostack.controlplane.deployment.DeploymentShapes.CutoverShape;
import dev.autostack.controlplane.deployment.DeploymentShapes.DeploymentShape;
import dev.autostack.controlplane.deployment.DeploymentShapes.DeploymentSummary;
import dev.autostack.controlplane.deployment.DeploymentShapes.InstanceShape;
import dev.autostack.controlplane.deployment.DeploymentShapes.ReleaseShape;
import dev.autostack.controlplane.deployment.DeploymentShapes.ShortCause;
import dev.autostack.controlplane.deployment.DeploymentShapes.StageShape;
import dev.autostack.controlplane.deployment.DeploymentShapes.StateShape;
import dev.autostack.controlplane.http.Cursor;
import dev.autostack.controlplane.http.Page;
import dev.autostack.controlplane.http.PageLimit;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.log.DeploymentSnapshot;
import dev.autostack.controlplane.project.AppUrls;
import dev.autostack.controlplane.queue.BuildQueue;
import dev.autostack.controlplane.queue.BuildRow;
import dev.autostack.controlplane.release.Release;
import dev.autostack.controlplane.release.Releases;
import dev.autostack.controlplane.worker.Workers;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads deployments as the API shows them. Every read is by team. */
@Singleton
final class DeploymentReads implements DeploymentSnapshot {
    private static final String SUMMARY =
            """
            select d.*, p.name as project_name, e.name as environment_name, a.name as created_by_name,
                r.image_deleted_at, e.stopped,
                (select host_name from route t where t.environment_id = d.environment_id
                    order by t.created_at, t.id limit 1) as host_name,
                exists (select 1 from deployment u where u.environment_id = d.environment_id
                    and u.deadline is not null) as busy
            from deployment d join project p on p.id = d.project_id
            join environment e on e.id = d.environment_id
            left join account a on a.id = d.created_by left join release r on r.id = d.release_id
            """;

    private final Database database;
    private final BuildQueue queue;
    private final Releases releases;
    private final Workers workers;
    private final AppUrls routes;

    DeploymentReads(
            Database database,
            BuildQueue queue,
            Releases releases,
            Workers workers,
            AppUrls routes) {
        this.database = database;
        this.queue = queue;
        this.releases = releases;
        this.workers = workers;
        this.routes = routes;
    }

    /** What a list is narrowed to; null: not. {@code q} is part of a subject, ref or commit. */
    record Filter(
            @Nullable UUID project,
            @Nullable UUID environment,
            DeploymentState.@Nullable Name state,
            @Nullable String q) {}

    Page<DeploymentSummary> list(
            UUID team, Filter filter, PageLimit limit, @Nullable Cursor cursor) {
        String like = filter.q() == null ? null : "%" + escaped(filter.q()) + "%";
        List<DeploymentSummary> rows =
                database.sql(
                                SUMMARY
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
                        .list(this::summary);
        return Page.of(rows, limit, last -> Cursor.of(last.createdAt(), last.id()));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    private DeploymentSummary summary(Row row) throws SQLException {
        Cause cause = row.jsonOrNull("cause", Cause.class);
        Actions.Facts facts = facts(row);
        String host = row.textOrNull("host_name");
        return new DeploymentSummary(
                row.uuid("id"),
                row.integer("number"),
                row.uuid("project_id"),
                row.text("project_name"),
                row.uuid("environment_id"),
                row.text("environment_name"),
                row.constant("kind", DeploymentKind.class),
                facts.state(),
                commit(row),
                row.textOrNull("git_ref"),
                row.instant("created_at"),
                row.instant("state_at"),
                row.instantOrNull("finished_at"),
                row.textOrNull("created_by_name"),
                cause == null ? null : new ShortCause(cause.code(), cause.message()),
                host == null ? null : routes.of(host),
                Actions.rollback(facts).allowed());
    }

    private static @Nullable Commit commit(Row row) throws SQLException {
        String sha = row.textOrNull("commit_sha");
        return sha == null
                ? null
                : new Commit(
                        sha, row.textOrNull("commit_subject"), row.textOrNull("commit_author"));
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

    /** What the rules look at, for a call that is about to change something. */
    Actions.Facts facts(UUID id) {
        return database.sql(SUMMARY + " where d.id = ?", id).one(DeploymentReads::facts);
    }

    /** The rest of the row that only the page of one deployment shows. */
    private record Details(
            @Nullable Cause cause,
            @Nullable UUID releaseId,
            @Nullable Detection detection,
            @Nullable CutoverShape cutover,
            @Nullable String waitingFor,
            @Nullable Instant deadline,
            @Nullable UUID sourceId,
            @Nullable String reason,
            Actions.Facts facts) {

        static Details read(Row row) throws SQLException {
            Long passed = row.numberOrNull("cutover_passed");
            Long failed = row.numberOrNull("cutover_failed");
            return new Details(
                    row.jsonOrNull("cause", Cause.class),
                    row.uuidOrNull("release_id"),
                    row.jsonOrNull("detection", Detection.class),
                    passed == null || failed == null ? null : new CutoverShape(passed, failed),
                    row.textOrNull("waiting_for"),
                    row.instantOrNull("deadline"),
                    row.uuidOrNull("source_deployment_id"),
                    row.textOrNull("reason"),
                    DeploymentReads.facts(row));
        }
    }

    private record Found(DeploymentSummary summary, Details details) {}

    /** For the readers of its log. */
    @Override
    public Optional<DeploymentShape> of(UUID deploymentId, UUID teamId) {
        try {
            return Optional.of(get(deploymentId, teamId));
        } catch (Refusal gone) {
            return Optional.empty();
        }
    }

    /**
     * @throws Refusal 404
     */
    DeploymentShape get(UUID id, UUID team) {
        Found found =
                database.sql(
                                SUMMARY
                                        + " where d.id = ? and d.team_id = ? and d.deleted_at is null",
                                id,
                                team)
                        .first(row -> new Found(summary(row), Details.read(row)))
                        .orElseThrow(() -> Refusal.notFound("deployment"));
        DeploymentSummary summary = found.summary();
        Details details = found.details();
        Optional<BuildRow> build = queue.ofDeployment(id);
        Integer position = build.flatMap(row -> queue.position(row.id())).orElse(null);
        return new DeploymentShape(
                summary.id(),
                summary.number(),
                summary.projectId(),
                summary.projectName(),
                summary.environmentId(),
                summary.environmentName(),
                summary.kind(),
                summary.state(),
                summary.commit(),
                summary.ref(),
                summary.createdAt(),
                summary.stateAt(),
                summary.finishedAt(),
                summary.createdBy(),
                details.cause(),
                summary.url(),
                summary.rollbackable(),
                stages(id),
                history(id),
                details.releaseId() == null ? null : release(details.releaseId()),
                details.detection(),
                instances(summary),
                details.cutover(),
                position,
                position == null ? details.waitingFor() : waitsInQueue(team, position),
                details.deadline(),
                details.sourceId(),
                details.reason(),
                Actions.of(details.facts()));
    }

    private String waitsInQueue(UUID team, int position) {
        if (!workers.connected(team)) {
            return "No worker is connected.";
        }
        return position == 1
                ? "Next in the queue; all workers are busy."
                : "Number " + position + " in the queue.";
    }

    private List<StageShape> stages(UUID id) {
        return database
                .sql("select * from deployment_stage where deployment_id = ?", id)
                .list(row ->
                        new StageShape(
                                row.constant("stage", Stage.class),
                                row.constant("status", StageStatus.class),
                                row.integer("attempt"),
                                row.textOrNull("detail"),
                                row.instant("started_at"),
                                row.instantOrNull("finished_at")))
                .stream()
                .sorted(Comparator.comparing(StageShape::stage))
                .toList();
    }

    private List<StateShape> history(UUID id) {
        return database.sql(
                        "select * from deployment_state where deployment_id = ? order by seq", id)
                .list(row ->
                        new StateShape(
                                row.constant("state", DeploymentState.Name.class),
                                row.instant("at"),
                                row.textOrNull("note")));
    }

    private @Nullable ReleaseShape release(UUID id) {
        return releases.find(id).map(DeploymentReads::shape).orElse(null);
    }

    private static ReleaseShape shape(Release release) {
        return new ReleaseShape(
                release.id(),
                release.number(),
                release.digest().toString(),
                release.sizeBytes(),
                release.repository());
    }

    /** Of a live deployment all that run in its environment, whoever started them. */
    private List<InstanceShape> instances(DeploymentSummary summary) {
        return database.sql(
                        """
                        select * from instance where environment_id = ? and (deployment_id = ?
                            or ? and removed_at is null and goal = 'RUN')
                        order by removed_at is not null, created_at, ordinal, id limit 100
                        """,
                        summary.environmentId(),
                        summary.id(),
                        summary.state() == DeploymentState.Name.LIVE)
                .list(row ->
                        new InstanceShape(
                                row.uuid("id"),
                                row.uuid("deployment_id"),
                                row.uuid("release_id"),
                                row.integer("ordinal"),
                                row.text("goal"),
                                row.text("state"),
                                row.integer("restarts"),
                                row.integerOrNull("host_port"),
                                row.jsonOrNull("cause", Cause.class),
                                row.instantOrNull("started_at"),
                                row.instantOrNull("healthy_at")));
    }
}
