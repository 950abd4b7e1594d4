package dev.autostack.controlplane.deployment;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a new deployment is to do. {@code releaseId} is set for kinds that build nothing; {@code
 * instances} only for SCALE. {@code withoutCache}: its build uses nothing of earlier ones.
 */
record NewAttempt(
        UUID environmentId,
        DeploymentKind kind,
        Trigger trigger,
        @Nullable String ref,
        @Nullable String commit,
        @Nullable UUID releaseId,
        @Nullable UUID sourceId,
        @Nullable Integer instances,
        @Nullable String reason,
        @Nullable UUID createdBy,
        boolean withoutCache) {

    /** Builds a commit, or the newest of {@code ref}. */
    static NewAttempt deploy(
            UUID environment,
            Trigger trigger,
            @Nullable String ref,
            @Nullable String commit,
            @Nullable UUID account) {
        return new NewAttempt(
                environment,
                DeploymentKind.DEPLOY,
                trigger,
                ref,
                commit,
                null,
                null,
                null,
                null,
                account,
                false);
    }

    /** Builds the commit of an earlier attempt again. */
    static NewAttempt rebuild(Deployment old, Trigger trigger, @Nullable UUID account) {
        return new NewAttempt(
                old.environmentId(),
                DeploymentKind.REDEPLOY,
                trigger,
                old.ref(),
                old.commit(),
                null,
                old.id(),
                null,
                null,
                account,
                false);
    }

    /** Runs the release of an earlier attempt; builds nothing. */
    static NewAttempt again(
            Deployment old, DeploymentKind kind, Trigger trigger, @Nullable UUID account) {
        return new NewAttempt(
                old.environmentId(),
                kind,
                trigger,
                old.ref(),
                old.commit(),
                old.release(),
                old.id(),
                null,
                null,
                account,
                false);
    }

    NewAttempt instances(int wanted) {
        return new NewAttempt(
                environmentId,
                kind,
                trigger,
                ref,
                commit,
                releaseId,
                sourceId,
                wanted,
                reason,
                createdBy,
                withoutCache);
    }

    NewAttempt because(@Nullable String why) {
        return new NewAttempt(
                environmentId,
                kind,
                trigger,
                ref,
                commit,
                releaseId,
                sourceId,
                instances,
                why,
                createdBy,
                withoutCache);
    }

    NewAttempt withoutCache(boolean wanted) {
        return new NewAttempt(
                environmentId,
                kind,
                trigger,
                ref,
                commit,
                releaseId,
                sourceId,
                instances,
                reason,
                createdBy,
                wanted);
    }
}
