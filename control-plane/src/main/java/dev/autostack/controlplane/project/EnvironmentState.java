package dev.autostack.controlplane.project;

import org.jspecify.annotations.Nullable;

/** An environment in one word, for lists. */
public enum EnvironmentState {
    /** Nothing was deployed yet. */
    EMPTY,
    DEPLOYING,
    LIVE,
    STOPPED,
    /** The newest attempt ended badly and nothing is live. */
    FAILED;

    static EnvironmentState of(
            boolean stopped, @Nullable DeploymentSummary live, @Nullable DeploymentSummary latest) {
        if (latest != null && latest.unfinished()) {
            return DEPLOYING;
        }
        if (stopped) {
            return STOPPED;
        }
        if (live != null) {
            return LIVE;
        }
        return latest == null ? EMPTY : FAILED;
    }
}
