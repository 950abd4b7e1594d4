package dev.autostack.controlplane.deployment;

import org.jspecify.annotations.Nullable;

/** A question and what came back. */
record Asked(Question question, Answer answer) {

    /** The answer, when it was asked for this deployment and still matters to it. */
    static @Nullable Answer of(Deployment deployment, @Nullable Asked asked) {
        boolean matters =
                asked != null
                        && deployment.state() instanceof DeploymentState.Verifying
                        && asked.question().deploymentId().equals(deployment.id());
        return asked != null && matters ? asked.answer() : null;
    }
}
