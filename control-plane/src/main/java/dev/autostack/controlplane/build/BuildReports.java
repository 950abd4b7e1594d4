package dev.autostack.controlplane.build;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Signals;
import dev.autostack.controlplane.log.LogStore;
import dev.autostack.controlplane.queue.BuildQueue;
import dev.autostack.protocol.BuildFinished;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.CommitFacts;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.Digest;
import dev.autostack.protocol.StageReport;
import dev.autostack.protocol.StageStatus;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accepts what workers say of builds they hold, and writes it where people see it. */
@Singleton
final class BuildReports {
    /** Topic: the deployment with this id changed. */
    private static final String DEPLOYMENT = "deployment";

    private static final int MAX_SUBJECT = 200;

    private final Database database;
    private final Signals signals;
    private final BuildQueue queue;
    private final Stages stages;
    private final BuiltContent content;
    private final LogStore log;

    BuildReports(
            Database database,
            Signals signals,
            BuildQueue queue,
            Stages stages,
            BuiltContent content,
            LogStore log) {
        this.database = database;
        this.signals = signals;
        this.queue = queue;
        this.stages = stages;
        this.content = content;
        this.log = log;
    }

    private record Attempt(UUID deploymentId, int number) {}

    void stage(UUID build, UUID worker, StageReport report) {
        database.doInTransaction(() -> {
            queue.report(build, worker, report.fence(), "STAGE", report);
            attempt(build).ifPresent(attempt -> show(attempt, report));
        });
    }

    private void show(Attempt attempt, StageReport report) {
        if (report.status() == StageStatus.STARTED) {
            stages.started(
                    attempt.deploymentId(), report.stage(), attempt.number(), report.detail());
        } else {
            stages.finished(
                    attempt.deploymentId(),
                    report.stage(),
                    attempt.number(),
                    report.status(),
                    report.detail());
        }
        if (report.commit() != null) {
            commit(attempt.deploymentId(), report.commit());
        }
        signals.send(DEPLOYMENT, attempt.deploymentId().toString());
    }

    void finish(UUID build, UUID worker, BuildFinished finished) {
        if (finished.outcome() instanceof BuildOutcome.Pushed pushed) {
            Digest.parse(pushed.digest());
        }
        database.doInTransaction(() -> {
            boolean news =
                    queue.finish(
                            build,
                            worker,
                            finished.fence(),
                            numbered(build, finished.fence(), finished.outcome()));
            if (news && finished.facts() != null) {
                database.sql(
                                "update build set facts = ? where id = ?",
                                database.json(finished.facts()),
                                build)
                        .update();
            }
            if (news
                    && finished.outcome() instanceof BuildOutcome.Pushed pushed
                    && pushed.reusedBuildId() != null) {
                content.reused(build, pushed.reusedBuildId(), pushed.digest());
            }
            attempt(build).ifPresent(attempt -> learn(attempt, finished.outcome()));
        });
    }

    /** A worker numbers the lines of its attempt, people see those of the whole stream. */
    private BuildOutcome numbered(UUID build, long fence, BuildOutcome outcome) {
        return switch (outcome) {
            case BuildOutcome.Failed(Cause cause) ->
                    new BuildOutcome.Failed(numbered(build, fence, cause));
            case BuildOutcome.Broken(Cause cause) ->
                    new BuildOutcome.Broken(numbered(build, fence, cause));
            default -> outcome;
        };
    }

    private Cause numbered(UUID build, long fence, Cause cause) {
        Long line = cause.logLine();
        if (line == null) {
            return cause;
        }
        OptionalLong number = log.numberOf(build, fence, line);
        return cause.withLogLine(number.isPresent() ? Long.valueOf(number.getAsLong()) : null);
    }

    private void learn(Attempt attempt, BuildOutcome outcome) {
        switch (outcome) {
            case BuildOutcome.Pushed pushed -> {
                commit(attempt.deploymentId(), pushed.commit());
                detection(attempt.deploymentId(), pushed.detection());
                stages.endOpen(attempt.deploymentId(), StageStatus.SUCCEEDED);
            }
            case BuildOutcome.Inspected inspected -> {
                if (inspected.commit() != null) {
                    commit(attempt.deploymentId(), inspected.commit());
                }
            }
            case BuildOutcome.Failed _, BuildOutcome.Broken _, BuildOutcome.Cancelled _ ->
                    stages.endOpen(attempt.deploymentId(), StageStatus.FAILED);
        }
    }

    private Optional<Attempt> attempt(UUID build) {
        return database.sql(
                        "select deployment_id, attempt from build where id = ? and deployment_id is not null",
                        build)
                .first(row -> new Attempt(row.uuid("deployment_id"), row.integer("attempt")));
    }

    private void commit(UUID deployment, CommitFacts commit) {
        database.sql(
                        "update deployment set commit_sha = ?, commit_subject = ?, commit_author = ? where id = ?",
                        commit.sha(),
                        cut(commit.subject()),
                        cut(commit.author()),
                        deployment)
                .update();
    }

    private void detection(UUID deployment, @Nullable Detection detection) {
        if (detection != null) {
            database.sql(
                            "update deployment set detection = ? where id = ?",
                            database.json(detection),
                            deployment)
                    .update();
        }
    }

    private static String cut(String text) {
        return text.length() <= MAX_SUBJECT ? text : text.substring(0, MAX_SUBJECT);
    }
}
