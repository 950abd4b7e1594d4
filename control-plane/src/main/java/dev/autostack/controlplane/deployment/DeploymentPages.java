package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Row;
import dev.autostack.controlplane.deployment.DeploymentShapes.BuildShape;
import dev.autostack.controlplane.deployment.DeploymentShapes.CutoverShape;
import dev.autostack.controlplane.deployment.DeploymentShapes.DeploymentShape;
import dev.autostack.controlplane.deployment.DeploymentShapes.ReleaseShape;
import dev.autostack.controlplane.deployment.DeploymentShapes.ReusedShape;
import dev.autostack.controlplane.deployment.DeploymentShapes.StageShape;
import dev.autostack.controlplane.deployment.DeploymentShapes.StateShape;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.log.DeploymentLog;
import dev.autostack.controlplane.log.DeploymentSnapshot;
import dev.autostack.controlplane.log.StreamKind;
import dev.autostack.controlplane.project.AppUrls;
import dev.autostack.controlplane.project.DeploymentSummary;
import dev.autostack.controlplane.project.InstanceView;
import dev.autostack.controlplane.queue.BuildQueue;
import dev.autostack.controlplane.release.Release;
import dev.autostack.controlplane.release.Releases;
import dev.autostack.controlplane.worker.Workers;
import dev.autostack.protocol.BuildFacts;
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
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts together what the page of one deployment shows. */
@Singleton
final class DeploymentPages implements DeploymentSnapshot {
    private static final int MOST_INSTANCES = 100;

    /** An app that fails does not print much after it said why. */
    private static final int TELLING_WITHIN = 1_000;

    private final Database database;
    private final AppUrls urls;
    private final DeploymentReads reads;
    private final BuildQueue queue;
    private final Releases releases;
    private final Workers workers;
    private final DeploymentLog log;

    DeploymentPages(
            Database database,
            AppUrls urls,
            DeploymentReads reads,
            BuildQueue queue,
            Releases releases,
            Workers workers,
            DeploymentLog log) {
        this.database = database;
        this.urls = urls;
        this.reads = reads;
        this.queue = queue;
        this.releases = releases;
        this.workers = workers;
        this.log = log;
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
            @Nullable String reason) {

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
                    row.textOrNull("reason"));
        }
    }

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
        DeploymentSummary summary =
                database.sql(
                                DeploymentSummary.SELECT
                                        + " where d.id = ? and d.team_id = ? and d.deleted_at is null",
                                id,
                                team)
                        .first(row -> DeploymentSummary.read(row, urls))
                        .orElseThrow(() -> Refusal.notFound("deployment"));
        Details details =
                database.sql("select * from deployment where id = ?", id).one(Details::read);
        Integer position =
                queue.ofDeployment(id).flatMap(row -> queue.position(row.id())).orElse(null);
        UUID release = details.releaseId();
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
                linked(id, details.cause()),
                summary.url(),
                summary.rollbackable(),
                stages(id),
                history(id),
                build(id).orElse(null),
                release == null
                        ? null
                        : releases.find(release).map(DeploymentPages::shape).orElse(null),
                details.detection(),
                instances(summary),
                details.cutover(),
                position,
                position == null ? details.waitingFor() : waitsInQueue(team, position),
                details.deadline(),
                details.sourceId(),
                details.reason(),
                Actions.of(reads.facts(id)));
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
                                row.constant("state", DeploymentSummary.State.class),
                                row.instant("at"),
                                row.textOrNull("note")));
    }

    /**
     * The log of an instance comes on another way than its cause, so the line that tells is looked
     * for when somebody reads.
     */
    private @Nullable Cause linked(UUID id, @Nullable Cause cause) {
        if (cause == null || cause.logLine() != null || cause.stage() == Stage.BUILD) {
            return cause;
        }
        Integer telling = cause.tellingLine();
        if (telling == null || telling < 1 || telling > cause.lastLines().size()) {
            return cause;
        }
        OptionalLong line =
                log.find(
                        id, StreamKind.RUNTIME, cause.lastLines().get(telling - 1), TELLING_WITHIN);
        return line.isPresent() ? cause.withLogLine(line.getAsLong()) : cause;
    }

    private Optional<BuildShape> build(UUID id) {
        return database.sql(
                        """
                        select b.without_cache, b.facts, o.facts as origin_facts, d.id as origin,
                            d.number as origin_number from build b
                        left join build o on o.id = b.reused_build_id
                        left join deployment d on d.id = o.deployment_id
                        where b.deployment_id = ?
                        """,
                        id)
                .first(DeploymentPages::build);
    }

    private static BuildShape build(Row row) throws SQLException {
        UUID origin = row.uuidOrNull("origin");
        BuildFacts own = row.jsonOrNull("facts", BuildFacts.class);
        BuildFacts made = origin == null ? own : row.jsonOrNull("origin_facts", BuildFacts.class);
        return new BuildShape(
                origin == null ? null : new ReusedShape(origin, row.integer("origin_number")),
                row.flag("without_cache"),
                own == null ? List.of() : own.steps(),
                made == null ? null : made.image());
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
    private List<InstanceView> instances(DeploymentSummary summary) {
        return database.sql(
                        InstanceView.SELECT
                                + """
                                where environment_id = ? and (deployment_id = ?
                                    or ? and removed_at is null and goal = 'RUN')
                                order by removed_at is not null, created_at, ordinal, id limit ?
                                """,
                        summary.environmentId(),
                        summary.id(),
                        summary.state() == DeploymentSummary.State.LIVE,
                        MOST_INSTANCES)
                .list(InstanceView::read);
    }
}
