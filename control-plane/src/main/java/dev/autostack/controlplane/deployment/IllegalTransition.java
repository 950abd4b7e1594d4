package dev.autostack.controlplane.deployment;

/** An event that cannot happen in a state: a fault of the program. */
final class IllegalTransition extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    IllegalTransition(DeploymentState state, DeploymentEvent event) {
        super(event + " cannot happen to a deployment that is " + state.name());
    }
}
