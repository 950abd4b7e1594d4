package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.build.Stages;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.queue.BuildQueue;
import dev.autostack.controlplane.release.Releases;
import dev.autostack.controlplane.target.DeployTarget;
import dev.autostack.controlplane.target.Placement;
import dev.autostack.controlplane.target.TargetKind;
import dev.autostack.controlplane.target.Targets;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.StageStatus;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ends deployments that do not go live: takes away what they made, gives the route back to what
 * served before, and says why. The caller holds the lock of the environment.
 */
@Singleton
final class Endings {
    private final Database database;
    private final Deployments deployments;
    private final BuildQueue queue;
    private final Releases releases;
    private final Targets targets;
    private final Stages stages;
    private final Journal journal;

    Endings(
            Database database,
            Deployments deployments,
            BuildQueue queue,
            Releases releases,
            Targets targets,
            Stages stages,
            Journal journal) {
        this.database = database;
        this.deployments = deployments;
        this.queue = queue;
        this.releases = releases;
        this.targets = targets;
        this.stages = stages;
        this.journal = journal;
    }

    Deployment fail(EnvironmentRow environment, Deployment deployment, Cause cause) {
        journal.failed(deployment, cause);
        return end(environment, deployment, new DeploymentEvent.Failure(cause), cause.message());
    }

    Deployment supersede(EnvironmentRow environment, Deployment deployment, String note) {
        journal.note(deployment, note);
        return end(environment, deployment, new DeploymentEvent.Supersede(), note);
    }

    Deployment cancelled(EnvironmentRow environment, Deployment deployment) {
        journal.note(deployment, "Cancelled.");
        return end(environment, deployment, new DeploymentEvent.Cancel(), null);
    }

    private Deployment end(
            EnvironmentRow environment,
            Deployment deployment,
            DeploymentEvent event,
            @Nullable String note) {
        queue.ofDeployment(deployment.id()).ifPresent(build -> queue.cancel(build.id()));
        giveBack(environment, deployment);
        stages.endOpen(deployment.id(), StageStatus.FAILED);
        Deployment ended = deployments.move(deployment, event, note);
        journal.closeBuild(ended);
        return ended;
    }

    private void giveBack(EnvironmentRow environment, Deployment deployment) {
        UUID release = deployment.releaseId();
        if (release == null || deployment.state() instanceof DeploymentState.Queued) {
            return;
        }
        DeployTarget target = targets.of(TargetKind.DOCKER);
        Placement placement =
                Attempt.placement(environment, deployment, releases.find(release).orElseThrow());
        if (deployment.routeVersion() == null) {
            target.remove(placement);
        } else {
            target.switchBack(placement);
            restoreStopped(environment.id());
        }
    }

    /** An environment whose live release runs nowhere had been stopped before this attempt. */
    private void restoreStopped(UUID environment) {
        database.sql(
                        """
                        update environment e set stopped = true where id = ? and not stopped
                            and exists (select 1 from deployment d where d.environment_id = e.id and d.state = 'LIVE')
                            and not exists (select 1 from instance i where i.environment_id = e.id and i.goal = 'RUN'
                                and i.removed_at is null)
                        """,
                        environment)
                .update();
    }
}
