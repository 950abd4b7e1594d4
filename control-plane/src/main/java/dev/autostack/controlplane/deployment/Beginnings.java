package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.audit.Audit;
import dev.autostack.controlplane.build.Stages;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Signals;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.queue.BuildQueue;
import dev.autostack.controlplane.queue.NewBuild;
import dev.autostack.controlplane.queue.QueueConfig;
import dev.autostack.controlplane.source.Sources;
import dev.autostack.protocol.LeaseKind;
import dev.autostack.protocol.Stage;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Begins deployments: the row, its build and its deadline in one transaction. What is unfinished in
 * the environment is superseded by it.
 */
@Singleton
final class Beginnings {
    /** The queue ends a build that nobody takes; the deployment outlasts it to learn the cause. */
    private static final Duration AFTER_QUEUE = Duration.ofMinutes(1);

    private final Database database;
    private final Signals signals;
    private final Deployments deployments;
    private final Endings endings;
    private final BuildQueue queue;
    private final QueueConfig queueConfig;
    private final Sources sources;
    private final Stages stages;
    private final Audit audit;

    Beginnings(
            Database database,
            Signals signals,
            Deployments deployments,
            Endings endings,
            BuildQueue queue,
            QueueConfig queueConfig,
            Sources sources,
            Stages stages,
            Audit audit) {
        this.database = database;
        this.signals = signals;
        this.deployments = deployments;
        this.endings = endings;
        this.queue = queue;
        this.queueConfig = queueConfig;
        this.sources = sources;
        this.stages = stages;
        this.audit = audit;
    }

    /**
     * @throws Refusal 404 when the environment is gone
     */
    Deployment begin(NewAttempt wanted) {
        return database.inTransaction(() -> {
            EnvironmentRow environment =
                    deployments
                            .lock(wanted.environmentId())
                            .filter(row -> !row.deleted())
                            .orElseThrow(() -> Refusal.notFound("environment"));
            return begin(environment, wanted);
        });
    }

    /** As above for a caller that holds the lock of the environment. */
    Deployment begin(EnvironmentRow environment, NewAttempt wanted) {
        int number = nextNumber(environment.projectId());
        for (Deployment older : deployments.unfinished(environment.id())) {
            endings.supersede(environment, older, "Superseded by #" + number + ".");
        }
        Deployment begun = insert(environment, wanted, number);
        if (wanted.kind().builds()) {
            queue.add(
                    new NewBuild(
                            UUID.randomUUID(),
                            environment.teamId(),
                            environment.projectId(),
                            begun.id(),
                            LeaseKind.BUILD,
                            wanted.ref(),
                            wanted.commit(),
                            Duration.ofMillis(
                                    sources.settings(environment.projectId()).build().timeoutMs()),
                            null,
                            wanted.withoutCache()));
        }
        deployments.history(begun.id(), DeploymentState.Name.QUEUED, null);
        if (wanted.trigger() != Trigger.USER) {
            audit.recordSystem(
                    environment.teamId(),
                    "deployment.create",
                    "deployment",
                    begun.id(),
                    Map.of("number", number, "trigger", wanted.trigger().name()));
        }
        stages.started(begun.id(), Stage.QUEUE, 1, null);
        signals.send(Reconciler.ENVIRONMENT, environment.id().toString());
        deployments.changed(begun.id());
        return begun;
    }

    private int nextNumber(UUID project) {
        return database.sql(
                        """
                        update project set next_deployment_number = next_deployment_number + 1
                        where id = ? returning next_deployment_number - 1 as number
                        """,
                        project)
                .one(row -> row.integer("number"));
    }

    private Deployment insert(EnvironmentRow environment, NewAttempt wanted, int number) {
        return database.sql(
                        """
                        with next as (
                            update environment set generation = generation + 1 where id = ? returning generation
                        )
                        insert into deployment (id, team_id, project_id, environment_id, number, generation, kind,
                            trigger_kind, state, deadline, git_ref, commit_sha, release_id, source_deployment_id,
                            wanted_instances, reason, created_by)
                        select ?, ?, ?, ?, ?, next.generation, ?, ?, 'QUEUED',
                            clock_timestamp() + ? * interval '1 millisecond', ?, ?, ?, ?, ?, ?, ?
                        from next returning *
                        """,
                        environment.id(),
                        UUID.randomUUID(),
                        environment.teamId(),
                        environment.projectId(),
                        environment.id(),
                        number,
                        wanted.kind(),
                        wanted.trigger(),
                        queueConfig.waitDeadline().plus(AFTER_QUEUE).toMillis(),
                        wanted.ref(),
                        wanted.commit(),
                        wanted.releaseId(),
                        wanted.sourceId(),
                        wanted.instances(),
                        wanted.reason(),
                        wanted.createdBy())
                .one(Deployment::read);
    }
}
