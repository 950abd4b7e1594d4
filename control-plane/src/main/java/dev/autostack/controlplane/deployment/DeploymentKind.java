package dev.autostack.controlplane.deployment;

/** What an attempt does. */
enum DeploymentKind {
    /** Builds a commit. */
    DEPLOY,
    /** Builds the commit of an earlier deployment again, with today's settings and variables. */
    REDEPLOY,
    /** Runs an earlier release again; builds nothing. */
    ROLLBACK,
    /** Replaces the instances of the live release by new ones. */
    RESTART,
    /** Changes how many instances of the live release run. */
    SCALE,
    /** Runs the last live release of a stopped environment. */
    START;

    boolean builds() {
        return this == DEPLOY || this == REDEPLOY;
    }
}
