package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.build.Stages;
import dev.autostack.controlplane.queue.BuildQueue;
import dev.autostack.controlplane.queue.BuildRow;
import dev.autostack.controlplane.queue.QueueConfig;
import dev.autostack.controlplane.release.Release;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The first step of the runbook: follows the build of a deployment in the queue. */
@Singleton
final class Builds {
    /** The queue ends an overdue build; a deployment outlasts it so that it learns the cause. */
    private static final Duration AFTER_BUILD = Duration.ofMinutes(1);

    private final BuildQueue queue;
    private final QueueConfig queueConfig;
    private final Deployments deployments;
    private final Endings endings;
    private final ReleaseForm form;
    private final Stages stages;
    private final Journal journal;

    Builds(
            BuildQueue queue,
            QueueConfig queueConfig,
            Deployments deployments,
            Endings endings,
            ReleaseForm form,
            Stages stages,
            Journal journal) {
        this.queue = queue;
        this.queueConfig = queueConfig;
        this.deployments = deployments;
        this.endings = endings;
        this.form = form;
        this.stages = stages;
        this.journal = journal;
    }

    /** True when there is an image, or none is needed. */
    boolean done(Attempt attempt) {
        Deployment deployment = attempt.deployment();
        boolean waits =
                deployment.state() instanceof DeploymentState.Queued
                        || deployment.state() instanceof DeploymentState.Building;
        if (!waits || !deployment.kind().builds()) {
            return true;
        }
        BuildRow build = queue.ofDeployment(deployment.id()).orElseThrow();
        return switch (build.state()) {
            case QUEUED -> {
                waitAgain(attempt, build);
                yield false;
            }
            case LEASED -> {
                leased(attempt, build);
                yield false;
            }
            case DONE -> {
                leased(attempt, build);
                yield succeeded(attempt, build);
            }
        };
    }

    private void leased(Attempt attempt, BuildRow build) {
        Deployment deployment = attempt.deployment();
        Instant deadline = deadline(attempt, build.deadline());
        if (deployment.state() instanceof DeploymentState.Queued && build.leasedAt() != null) {
            stages.finished(deployment.id(), Stage.QUEUE, 1, StageStatus.SUCCEEDED, null);
            attempt.is(
                    deployments.move(
                            deployment,
                            new DeploymentEvent.Leased(deadline),
                            build.attempt() == 1 ? null : "Attempt " + build.attempt()));
        } else if (build.deadline() != null) {
            deployments.extend(deployment, deadline);
        }
    }

    private static Instant deadline(Attempt attempt, @Nullable Instant ofBuild) {
        return ofBuild == null ? attempt.in(AFTER_BUILD) : ofBuild.plus(AFTER_BUILD);
    }

    private void waitAgain(Attempt attempt, BuildRow build) {
        Deployment deployment = attempt.deployment();
        if (deployment.state() instanceof DeploymentState.Building) {
            String note = "Attempt " + build.attempt() + " was lost; the build waits for a worker.";
            journal.note(deployment, note);
            attempt.is(
                    deployments.move(
                            deployment,
                            new DeploymentEvent.Requeued(
                                    attempt.in(queueConfig.waitDeadline().plus(AFTER_BUILD))),
                            note));
        }
    }

    private boolean succeeded(Attempt attempt, BuildRow build) {
        EnvironmentRow environment = attempt.environment();
        Deployment deployment = attempt.deployment();
        if (deployment.cancelRequested()) {
            endings.cancelled(environment, deployment);
            return false;
        }
        return switch (build.outcome()) {
            case BuildOutcome.Pushed _ -> true;
            case BuildOutcome.Failed(Cause cause) -> {
                endings.fail(environment, deployment, cause);
                yield false;
            }
            case BuildOutcome.Broken(Cause cause) -> {
                endings.fail(environment, deployment, cause);
                yield false;
            }
            case BuildOutcome.Cancelled _, BuildOutcome.Inspected _ -> {
                endings.fail(environment, deployment, Causes.buildStopped());
                yield false;
            }
            case null -> {
                endings.fail(environment, deployment, Causes.buildStopped());
                yield false;
            }
        };
    }

    /** Makes the release of a build that pushed its image. */
    Release release(Attempt attempt) {
        BuildRow build = queue.ofDeployment(attempt.deployment().id()).orElseThrow();
        if (build.outcome() instanceof BuildOutcome.Pushed pushed) {
            return form.form(attempt.environment(), attempt.deployment(), pushed);
        }
        throw new IllegalStateException("no image to release: " + attempt.deployment().id());
    }
}
