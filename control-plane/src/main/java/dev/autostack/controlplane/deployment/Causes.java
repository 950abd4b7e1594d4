package dev.autostack.controlplane.deployment;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Stage;
import java.util.List;

/** Why deployments fail for reasons that no worker and no agent told; see docs/errors.md. */
final class Causes {
    private Causes() {}

    static Cause overdue(Deployment deployment) {
        String waitingFor = deployment.waitingFor();
        boolean routing = deployment.routeVersion() != null;
        Stage stage =
                deployment.state() instanceof DeploymentState.Queued
                        ? Stage.QUEUE
                        : routing ? Stage.ROUTE : Stage.HEALTH;
        String message =
                waitingFor == null
                        ? "It did not get on in time."
                        : "It did not get on in time: " + waitingFor;
        return new Cause(
                routing ? "route_deadline" : "start_deadline",
                message,
                routing
                        ? "Check on the machines page that the edge of the host is connected; then deploy again."
                        : "Check on the machines page that the agent of the host is connected, and look at the runtime log; then deploy again.",
                stage,
                List.of());
    }

    static Cause noRoute() {
        return new Cause(
                "verify_no_route",
                "The environment has no public route that could be verified.",
                "Give the environment a host name and deploy again.",
                Stage.VERIFY,
                List.of());
    }

    static Cause buildStopped() {
        return new Cause(
                "build_stopped",
                "The worker stopped the build without being asked to.",
                "The worker was probably shut down; deploy again.",
                Stage.BUILD,
                List.of());
    }
}
