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
            @Nullable String commit) {
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
            Deployment begun =
                    beginnings.begin(
                            new NewAttempt(
                                    environment,
                                    DeploymentKind.DEPLOY,
                                    Trigger.USER,
                                    checkedRef == null ? branch : checkedRef,
                                    checkedCommit,
                                    null,
                                    null,
                                    null,
                                    null,
                                    person.accountId()));
            return audited(person, "deployment.create", begun);
        });
    }

    private record Branch(@Nullable String name) {}

    Deployment redeploy(Identity.Person person, UUID id) {
        return underLock(
                person,
                id,
                (environment, old) ->
                        audited(
                                person,
                                "deployment.redeploy",
                                beginnings.begin(
                                        environment,
                                        new NewAttempt(
                                                environment.id(),
                                                DeploymentKind.REDEPLOY,
                                                Trigger.USER,
                                                old.ref(),
                                                old.commit(),
                                                null,
                                                old.id(),
                                                null,
                                                null,
                                                person.accountId()))));
    }

    Deployment rollback(Identity.Person person, UUID id, @Nullable String reason) {
        if (reason != null && reason.length() > MAX_REASON) {
            throw Refusal.invalid("reason", "A reason has at most " + MAX_REASON + " characters.");
        }
        return underLock(
                person,
                id,
                (environment, old) -> {
                    Actions.require(
                            Actions.rollback(reads.facts(id)),
                            "not_rollbackable",
                            "Choose a deployment that was live and whose image still exists.");
                    return audited(
                            person,
                            "deployment.rollback",
                            beginnings.begin(
                                    environment,
                                    again(
                                            old,
                                            DeploymentKind.ROLLBACK,
                                            Trigger.USER,
                                            null,
                                            reason,
                                            person.accountId())));
                });
    }

    Deployment restart(Identity.Person person, UUID id) {
        return underLock(
                person,
                id,
                (environment, live) -> {
                    requireRunning(id);
                    return audited(
                            person,
                            "deployment.restart",
                            beginnings.begin(
                                    environment,
                                    again(
                                            live,
                                            DeploymentKind.RESTART,
                                            Trigger.USER,
                                            null,
                                            null,
                                            person.accountId())));
                });
    }

    Deployment scale(Identity.Person person, UUID id, int instances) {
        if (instances < 1 || instances > MAX_INSTANCES) {
            throw Refusal.invalid(
                    "instances",
                    "An app has 1 to " + MAX_INSTANCES + " instances; stop it for none.");
        }
        return underLock(
                person,
                id,
                (environment, live) -> {
                    requireRunning(id);
                    return audited(
                            person,
                            "deployment.scale",
                            beginnings.begin(
                                    environment,
                                    again(
                                            live,
                                            DeploymentKind.SCALE,
                                            Trigger.USER,
                                            instances,
                                            null,
                                            person.accountId())));
                });
    }

    Deployment start(Identity.Person person, UUID id) {
        return underLock(
                person,
                id,
                (environment, live) -> {
                    Actions.require(
                            Actions.start(reads.facts(id)),
                            "not_stopped",
                            "Only an environment that was stopped can be started.");
                    return audited(
                            person,
                            "deployment.start",
                            beginnings.begin(
                                    environment,
                                    again(
                                            live,
                                            DeploymentKind.START,
                                            Trigger.USER,
                                            null,
                                            null,
                                            person.accountId())));
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

    private static NewAttempt again(
            Deployment old,
            DeploymentKind kind,
            Trigger trigger,
            @Nullable Integer instances,
            @Nullable String reason,
            @Nullable UUID account) {
        return new NewAttempt(
                old.environmentId(),
                kind,
                trigger,
                old.ref(),
                old.commit(),
                old.release(),
                old.id(),
                instances,
                reason,
                account);
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
