package dev.autostack.controlplane.build;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.LongPoll;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.queue.BuildQueue;
import dev.autostack.controlplane.queue.BuildRow;
import dev.autostack.controlplane.queue.NewBuild;
import dev.autostack.controlplane.source.Sources;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.CommitFacts;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.GitRef;
import dev.autostack.protocol.GitUrl;
import dev.autostack.protocol.LeaseKind;
import dev.autostack.protocol.PlanOverrides;
import dev.autostack.protocol.RunPlan;
import dev.autostack.protocol.SourceSpec;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks a worker what is in a source, without building it. */
@Singleton
final class Inspections {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Database database;
    private final BuildQueue queue;
    private final Sources sources;
    private final LongPoll polls;

    Inspections(Database database, BuildQueue queue, Sources sources, LongPoll polls) {
        this.database = database;
        this.queue = queue;
        this.sources = sources;
        this.polls = polls;
    }

    /** What was found. {@code run} null: nothing that can be run. */
    @Serdeable
    record Found(@Nullable CommitFacts commit, Detection detection, @Nullable RunPlan run) {}

    /**
     * {@code projectId} or {@code gitUrl}. Of a project, what is null is taken from its settings.
     */
    @Serdeable
    @Schema(name = "DetectRequest")
    record NewInspection(
            @Nullable UUID projectId,
            @Nullable String gitUrl,
            @Nullable String ref,
            @Nullable String rootDirectory,
            @Nullable PlanOverrides plan) {}

    UUID begin(UUID team, NewInspection wanted) {
        UUID project = wanted.projectId();
        String ref = wanted.ref() == null ? null : GitRef.parse(wanted.ref()).toString();
        UUID id = UUID.randomUUID();
        Inspection inspection =
                project == null
                        ? ofUrl(wanted, ref)
                        : ofProject(require(project, team), wanted, ref);
        queue.add(
                new NewBuild(
                        id,
                        team,
                        project,
                        null,
                        LeaseKind.INSPECT,
                        ref,
                        null,
                        TIMEOUT,
                        database.json(inspection),
                        false));
        return id;
    }

    private UUID require(UUID project, UUID team) {
        boolean known =
                database.sql(
                                "select 1 from project where id = ? and team_id = ? and deleted_at is null",
                                project,
                                team)
                        .exists();
        if (!known) {
            throw Refusal.notFound("project");
        }
        return project;
    }

    private static Inspection ofUrl(NewInspection wanted, @Nullable String ref) {
        if (wanted.gitUrl() == null) {
            throw Refusal.invalid("gitUrl", "Give a project or a Git URL.");
        }
        return new Inspection(
                new SourceSpec(
                        GitUrl.parse(wanted.gitUrl()).toString(),
                        ref,
                        null,
                        root(wanted.rootDirectory() == null ? "" : wanted.rootDirectory()),
                        false,
                        null),
                wanted.plan() == null ? PlanOverrides.none() : wanted.plan());
    }

    /** The credential stays sealed in the project's row; the lease adds it. */
    private Inspection ofProject(UUID project, NewInspection wanted, @Nullable String ref) {
        SourceSpec source = sources.of(project, ref, null);
        return new Inspection(
                new SourceSpec(
                        source.url(),
                        source.ref(),
                        null,
                        wanted.rootDirectory() == null
                                ? source.rootDirectory()
                                : root(wanted.rootDirectory()),
                        source.submodules(),
                        null),
                wanted.plan() == null ? sources.settings(project).plan() : wanted.plan());
    }

    private static String root(String text) {
        boolean plain =
                text.length() <= 500
                        && !text.startsWith("/")
                        && !text.startsWith("-")
                        && text.chars().noneMatch(c -> c < ' ' || c == '\\' || c == 0x7f);
        for (String part : text.split("/", -1)) {
            plain &= !part.equals("..");
        }
        if (!plain) {
            throw Refusal.invalid(
                    "rootDirectory",
                    "The root directory is a path in the repository without '..'.");
        }
        return text;
    }

    /** Waits for the answer; empty when none came in time. */
    Optional<Found> await(UUID id, UUID team, Duration atMost) {
        return polls.await(BuildQueue.CHANGED, id.toString(), atMost, () -> find(id, team));
    }

    /**
     * @throws Refusal 404, or the cause for which the source could not be inspected
     */
    Optional<Found> find(UUID id, UUID team) {
        BuildRow build =
                queue.find(id)
                        .filter(row -> row.teamId().equals(team))
                        .orElseThrow(() -> Refusal.notFound("inspection"));
        return switch (build.outcome()) {
            case BuildOutcome.Inspected inspected ->
                    Optional.of(
                            new Found(inspected.commit(), inspected.detection(), inspected.run()));
            case BuildOutcome.Failed(Cause cause) -> throw refused(cause);
            case BuildOutcome.Broken(Cause cause) -> throw refused(cause);
            case BuildOutcome.Pushed _, BuildOutcome.Cancelled _ ->
                    throw Refusal.notFound("inspection");
            case null -> Optional.empty();
        };
    }

    private static Refusal refused(Cause cause) {
        return new Refusal(
                HttpStatus.UNPROCESSABLE_ENTITY,
                cause.code(),
                cause.message(),
                cause.hint(),
                Map.of());
    }
}
