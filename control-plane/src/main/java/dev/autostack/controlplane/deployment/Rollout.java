package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.build.Stages;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.release.Release;
import dev.autostack.controlplane.release.Releases;
import dev.autostack.controlplane.target.DeployTarget;
import dev.autostack.controlplane.target.Progress;
import dev.autostack.controlplane.target.TargetKind;
import dev.autostack.controlplane.target.Targets;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Probe;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The runbook of a deployment. Each step finds what an earlier walk did, does what is missing, and
 * stops the walk while it has to wait; so the walk may be repeated at any time, by any process, and
 * after any crash. The caller holds the lock of the environment and an open transaction.
 */
@Singleton
final class Rollout {
    private static final int ONCE = 1;

    private final Builds builds;
    private final Deployments deployments;
    private final Releases releases;
    private final Targets targets;
    private final Endings endings;
    private final Cutover cutover;
    private final Stages stages;
    private final Journal journal;
    private final Database database;
    private final RolloutConfig config;

    Rollout(
            Builds builds,
            Deployments deployments,
            Releases releases,
            Targets targets,
            Endings endings,
            Cutover cutover,
            Stages stages,
            Journal journal,
            Database database,
            RolloutConfig config) {
        this.builds = builds;
        this.deployments = deployments;
        this.releases = releases;
        this.targets = targets;
        this.endings = endings;
        this.cutover = cutover;
        this.stages = stages;
        this.journal = journal;
        this.database = database;
        this.config = config;
    }

    /** Walks as far as it goes now. True when the deployment is live. */
    boolean walk(Attempt attempt) {
        return inTime(attempt)
                && built(attempt)
                && released(attempt)
                && healthy(attempt)
                && routed(attempt)
                && confirmed(attempt)
                && verified(attempt)
                && live(attempt);
    }

    private boolean inTime(Attempt attempt) {
        Deployment deployment = attempt.deployment();
        if (attempt.environment().deleted()) {
            endings.cancelled(attempt.environment(), deployment);
            return false;
        }
        // A wrong answer of the public route is the better cause.
        if (overdue(attempt) && !(deployment.state() instanceof DeploymentState.Verifying)) {
            endings.fail(attempt.environment(), deployment, Causes.overdue(deployment));
            return false;
        }
        return true;
    }

    private boolean built(Attempt attempt) {
        return builds.done(attempt);
    }

    private boolean released(Attempt attempt) {
        Deployment deployment = attempt.deployment();
        if (isPastBuild(deployment)) {
            return true;
        }
        Release release =
                deployment.releaseId() == null
                        ? builds.release(attempt)
                        : releases.find(deployment.releaseId()).orElseThrow();
        Duration start = Duration.ofMillis(release.settings().startDeadlineMs());
        deployment =
                deployments.move(
                        deployment,
                        new DeploymentEvent.Released(attempt.in(start.plus(config.pull()))),
                        null);
        deployment = deployments.setRelease(deployment, release.id());
        attempt.is(deployment);
        stages.finished(deployment.id(), Stage.QUEUE, ONCE, StageStatus.SUCCEEDED, null);
        stages.finished(
                deployment.id(),
                Stage.RELEASE,
                ONCE,
                StageStatus.SUCCEEDED,
                "Release " + release.number());
        stages.started(deployment.id(), Stage.HEALTH, ONCE, null);
        journal.step(
                deployment,
                Stage.RELEASE,
                "Release " + release.number() + " is " + release.digest() + ".");
        target().start(attempt.placement(release));
        return true;
    }

    private static boolean isPastBuild(Deployment deployment) {
        return deployment.state() instanceof DeploymentState.Releasing
                || deployment.state() instanceof DeploymentState.Verifying;
    }

    private boolean healthy(Attempt attempt) {
        Deployment deployment = attempt.deployment();
        return deployment.routeVersion() != null
                || reached(attempt, target().healthy(attempt.placement(release(attempt))));
    }

    private boolean routed(Attempt attempt) {
        Deployment deployment = attempt.deployment();
        if (deployment.routeVersion() != null) {
            return true;
        }
        stages.finished(deployment.id(), Stage.HEALTH, ONCE, StageStatus.SUCCEEDED, null);
        stages.started(deployment.id(), Stage.ROUTE, ONCE, null);
        cutover.begin(deployment);
        database.sql(
                        "update environment set stopped = false where id = ?",
                        deployment.environmentId())
                .update();
        long version = target().switchTo(attempt.placement(release(attempt)));
        attempt.is(deployments.setRouteVersion(deployment, version, config.route()));
        journal.step(deployment, Stage.ROUTE, "Healthy; switching the route.");
        return true;
    }

    private boolean confirmed(Attempt attempt) {
        Deployment deployment = attempt.deployment();
        if (deployment.state() instanceof DeploymentState.Verifying) {
            return true;
        }
        long version = deployment.routeVersion() == null ? 0 : deployment.routeVersion();
        if (!reached(attempt, target().switched(attempt.placement(release(attempt)), version))) {
            return false;
        }
        cutover.confirmed(deployment);
        stages.finished(deployment.id(), Stage.ROUTE, ONCE, StageStatus.SUCCEEDED, null);
        stages.started(deployment.id(), Stage.VERIFY, ONCE, null);
        attempt.is(
                deployments.move(
                        deployment,
                        new DeploymentEvent.Switched(attempt.in(config.verify())),
                        null));
        return true;
    }

    private boolean verified(Attempt attempt) {
        Deployment deployment = attempt.deployment();
        return switch (attempt.answer()) {
            case Answer.Right() -> true;
            case Answer.Wrong(Cause cause) when overdue(attempt) -> {
                endings.fail(attempt.environment(), deployment, cause);
                yield false;
            }
            case Answer.Wrong(Cause cause) -> {
                deployments.waitingFor(deployment, cause.message());
                ask(attempt);
                yield false;
            }
            case null -> {
                ask(attempt);
                yield false;
            }
        };
    }

    private static boolean overdue(Attempt attempt) {
        return attempt.deployment().state() instanceof DeploymentState.Unfinished unfinished
                && unfinished.deadline().isBefore(attempt.environment().now());
    }

    private void ask(Attempt attempt) {
        UUID environment = attempt.environment().id();
        Optional<String> host =
                database.sql(
                                "select host_name from route where environment_id = ? order by created_at, id limit 1",
                                environment)
                        .first(row -> row.text("host_name"));
        if (host.isEmpty()) {
            endings.fail(attempt.environment(), attempt.deployment(), Causes.noRoute());
            return;
        }
        Release release = release(attempt);
        String path =
                release.settings().health().probe() instanceof Probe.Http http ? http.path() : "/";
        attempt.ask(
                new Question(
                        attempt.deployment().id(),
                        target().entrance(attempt.environment().hostId()),
                        host.get(),
                        path,
                        release.id(),
                        release.digest()));
    }

    private boolean live(Attempt attempt) {
        EnvironmentRow environment = attempt.environment();
        Deployment deployment = attempt.deployment();
        Release release = release(attempt);
        Optional<Deployment> old = deployments.live(environment.id());
        old.ifPresent(before ->
                deployments.move(
                        before,
                        new DeploymentEvent.Replaced(),
                        "Replaced by #" + deployment.number()));
        stages.finished(deployment.id(), Stage.VERIFY, ONCE, StageStatus.SUCCEEDED, null);
        attempt.is(deployments.move(deployment, new DeploymentEvent.Verified(), null));
        target().settle(attempt.placement(release));
        if (deployment.wantedInstances() != null) {
            database.sql(
                            "update environment set wanted_instances = ? where id = ?",
                            deployment.wantedInstances(),
                            environment.id())
                    .update();
        }
        deployments.watch(deployment, config.watch());
        journal.step(deployment, Stage.VERIFY, "Live: the public route answers with this release.");
        journal.closeBuild(deployment);
        return true;
    }

    /** True when the step is done; says what is waited for, or fails the deployment. */
    private boolean reached(Attempt attempt, Progress progress) {
        return switch (progress) {
            case Progress.Done() -> true;
            case Progress.Waiting(String on) -> {
                deployments.waitingFor(attempt.deployment(), on);
                yield false;
            }
            case Progress.Failed(Cause cause) -> {
                endings.fail(attempt.environment(), attempt.deployment(), cause);
                yield false;
            }
        };
    }

    private Release release(Attempt attempt) {
        return releases.find(attempt.deployment().release()).orElseThrow();
    }

    private DeployTarget target() {
        return targets.of(TargetKind.DOCKER);
    }
}
