package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.log.DeploymentLog;
import dev.autostack.controlplane.log.StreamKind;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.Stage;
import jakarta.inject.Singleton;

/** What the control plane itself writes into the log of a deployment. */
@Singleton
final class Journal {
    private final DeploymentLog log;

    Journal(DeploymentLog log) {
        this.log = log;
    }

    void step(Deployment deployment, Stage stage, String text) {
        log.write(deployment.id(), stage, LogLevel.INFO, text);
    }

    void note(Deployment deployment, String text) {
        step(deployment, stage(deployment), text);
    }

    void failed(Deployment deployment, Cause cause) {
        Stage stage = cause.stage() == null ? stage(deployment) : cause.stage();
        log.write(
                deployment.id(),
                stage,
                LogLevel.ERROR,
                cause.message() + " [" + cause.code() + "]\n" + cause.hint());
    }

    /** Nothing more is written before it goes live. */
    void closeBuild(Deployment deployment) {
        log.close(deployment.id(), StreamKind.BUILD);
    }

    void closeRuntime(Deployment deployment) {
        log.close(deployment.id(), StreamKind.RUNTIME);
    }

    private static Stage stage(Deployment deployment) {
        return switch (deployment.state().name()) {
            case QUEUED -> Stage.QUEUE;
            case BUILDING -> Stage.BUILD;
            case RELEASING -> deployment.routeVersion() == null ? Stage.HEALTH : Stage.ROUTE;
            case VERIFYING, LIVE, RETIRED, FAILED, CANCELLED, SUPERSEDED -> Stage.VERIFY;
        };
    }
}
