package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.audit.Audit;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Signals;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.queue.BuildQueue;
import dev.autostack.controlplane.release.Release;
import dev.autostack.controlplane.release.Releases;
import dev.autostack.controlplane.target.TargetKind;
import dev.autostack.controlplane.target.Targets;
import dev.autostack.protocol.CommitSha;
import dev.autostack.protocol.GitRef;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What people order: each call checks the rule, changes rows in one transaction, and audits it. */
@Singleton
final class Orders {
    private static final int MAX_INSTANCES = 20;
    private static final int MAX_REASON = 500;

    private final Database database;
    private final Signals signals;
    private final Deployments deployments;
    private final DeploymentReads reads;
    private final Beginnings beginnings;
    private final Endings endings;
    private final BuildQueue queue;
    private final Releases releases;
    private final Targets targets;
    private final Audit audit;

    Orders(
            Database database,
            Signals signals,
            Deployments deployments,
            DeploymentReads reads,
            Beginnings beginnings,
            Endings endings,
            BuildQueue queue,
            Releases releases,
            Targets targets,
            Audit audit) {
        this.database = database;
        this.signals = signals;
        this.deployments = deployments;
        this.reads = reads;
        this.beginnings = beginnings;
        this.endings = endings;
        this.queue = queue;
        this.releases = releases;
        this.targets = targets;
        this.audit = audit;
    }

    Deployment deploy(
            Identity.Person person,
            UUID environment,
            @Nullable String ref,
            @Nullable String commit,
            boolean withoutCache) {
        String checkedRef = ref == null ? null : GitRef.parse(ref).toString();
        String checkedCommit = commit == null ? null : CommitSha.parse(commit).toString();
        return database.inTransaction(() -> {
            String branch =
                    database.sql(
                                    """
                                    select coalesce(e.branch, p.branch) as branch from environment e
                                    join project p on p.id = e.project_id where e.id = ?
                                    """,
                                    environment)
                            .one(row -> new Branch(row.textOrNull("branch")))
                            .name();
            return audited(
                    person,
                    "deployment.create",
                    beginnings.begin(
                            NewAttempt.deploy(
                                            environment,
                                            Trigger.USER,
                                            checkedRef == null ? branch : checkedRef,
                                            checkedCommit,
                                            person.accountId())
                                    .withoutCache(withoutCache)));
        });
    }

    private record Branch(@Nullable String name) {}

    Deployment redeploy(Identity.Person person, UUID id, boolean withoutCache) {
        return order(
                person,
                id,
                "deployment.redeploy",
                old ->
                        NewAttempt.rebuild(old, Trigger.USER, person.accountId())
                                .withoutCache(withoutCache));
    }

    Deployment rollback(Identity.Person person, UUID id, @Nullable String reason) {
        if (reason != null && reason.length() > MAX_REASON) {
            throw Refusal.invalid("reason", "A reason has at most " + MAX_REASON + " characters.");
        }
        return order(
                person,
                id,
                "deployment.rollback",
                old -> {
                    Actions.require(
                            Actions.rollback(reads.facts(id)),
                            "not_rollbackable",
                            "Choose a deployment that was live and whose image still exists.");
                    return again(person, old, DeploymentKind.ROLLBACK).because(reason);
                });
    }

    Deployment restart(Identity.Person person, UUID id) {
        return order(
                person,
                id,
                "deployment.restart",
                live -> {
                    requireRunning(id);
                    return again(person, live, DeploymentKind.RESTART);
                });
    }

    Deployment scale(Identity.Person person, UUID id, int instances) {
        if (instances < 1 || instances > MAX_INSTANCES) {
            throw Refusal.invalid(
                    "instances",
                    "An app has 1 to " + MAX_INSTANCES + " instances; stop it for none.");
        }
        return order(
                person,
                id,
                "deployment.scale",
                live -> {
                    requireRunning(id);
                    return again(person, live, DeploymentKind.SCALE).instances(instances);
                });
    }

    Deployment start(Identity.Person person, UUID id) {
        return order(
                person,
                id,
                "deployment.start",
                live -> {
                    Actions.require(
                            Actions.start(reads.facts(id)),
                            "not_stopped",
                            "Only an environment that was stopped can be started.");
                    return again(person, live, DeploymentKind.START);
                });
    }

    /** Takes all instances away; whatever is under way in the environment is cancelled. */
    Deployment stop(Identity.Person person, UUID id) {
        return underLock(
                person,
                id,
                (environment, live) -> {
                    Actions.require(
                            Actions.stop(reads.facts(id)),
                            "not_live",
                            "Only the live deployment of an environment can be stopped.");
                    for (Deployment unfinished : deployments.unfinished(environment.id())) {
                        endings.cancelled(environment, unfinished);
                    }
                    Release release = releases.find(live.release()).orElseThrow();
                    database.sql(
                                    "update environment set stopped = true where id = ?",
                                    environment.id())
                            .update();
                    targets.of(TargetKind.DOCKER)
                            .stop(
                                    environment.id(),
                                    environment.hostId(),
                                    Duration.ofMillis(release.settings().drainMs()));
                    hint(environment, live);
                    return audited(person, "environment.stop", live);
                });
    }

    /** A waiting one ends at once; a worker is told to stop and gets a few seconds for it. */
    Deployment cancel(Identity.Person person, UUID id) {
        return underLock(
                person,
                id,
                (environment, deployment) -> {
                    Actions.require(
                            Actions.cancel(reads.facts(id)),
                            "not_cancellable",
                            "Only a deployment that has not ended can be cancelled.");
                    deployments.requestCancel(deployment, person.accountId());
                    audited(person, "deployment.cancel", deployment);
                    if (deployment.state() instanceof DeploymentState.Building) {
                        queue.ofDeployment(id).ifPresent(build -> queue.cancel(build.id()));
                        hint(environment, deployment);
                        return deployment;
                    }
                    hint(environment, deployment);
                    return endings.cancelled(environment, deployment);
                });
    }

    void delete(Identity.Person person, UUID id) {
        underLock(
                person,
                id,
                (environment, deployment) -> {
                    Actions.require(
                            Actions.delete(reads.facts(id)),
                            "not_deletable",
                            "Deployments that are live or under way cannot be deleted.");
                    database.sql("update deployment set deleted_at = now() where id = ?", id)
                            .update();
                    hint(environment, deployment);
                    return audited(person, "deployment.delete", deployment);
                });
    }

    private void requireRunning(UUID id) {
        Actions.require(
                Actions.whileRunning(reads.facts(id)),
                "not_live",
                "This acts on the live deployment of a running environment.");
    }

    private static NewAttempt again(Identity.Person person, Deployment old, DeploymentKind kind) {
        return NewAttempt.again(old, kind, Trigger.USER, person.accountId());
    }

    /** A new attempt that follows from an earlier one, which {@code attempt} sees locked. */
    private Deployment order(
            Identity.Person person,
            UUID id,
            String action,
            Function<Deployment, NewAttempt> attempt) {
        return underLock(
                person,
                id,
                (environment, old) ->
                        audited(person, action, beginnings.begin(environment, attempt.apply(old))));
    }

    /** The environment first, so that everyone locks in one order; then the deployment as it is. */
    private Deployment underLock(
            Identity.Person person,
            UUID id,
            BiFunction<EnvironmentRow, Deployment, Deployment> work) {
        return database.inTransaction(() -> {
            UUID environment =
                    deployments
                            .find(id, person.teamId())
                            .map(Deployment::environmentId)
                            .orElseThrow(() -> Refusal.notFound("deployment"));
            EnvironmentRow locked =
                    deployments
                            .lock(environment)
                            .filter(row -> !row.deleted())
                            .orElseThrow(() -> Refusal.notFound("environment"));
            return work.apply(locked, deployments.find(id).orElseThrow());
        });
    }

    private Deployment audited(Identity.Person person, String action, Deployment deployment) {
        audit.record(
                person,
                action,
                "deployment",
                deployment.id(),
                Map.of("number", deployment.number(), "environment", deployment.environmentId()));
        return deployment;
    }

    private void hint(EnvironmentRow environment, Deployment deployment) {
        deployments.changed(deployment.id());
        signals.send(Reconciler.ENVIRONMENT, environment.id().toString());
    }
}
