package dev.autostack.controlplane.deployment;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How deployments look in the API. */
final class DeploymentShapes {
    private DeploymentShapes() {}

    /** {@code url} is the environment's first address; null when it has none. */
    @Serdeable
    record DeploymentSummary(
            UUID id,
            int number,
            UUID projectId,
            String projectName,
            UUID environmentId,
            String environmentName,
            DeploymentKind kind,
            DeploymentState.Name state,
            @Nullable Commit commit,
            @Nullable String ref,
            Instant createdAt,
            Instant stateAt,
            @Nullable Instant finishedAt,
            @Nullable String createdBy,
            @Nullable ShortCause cause,
            @Nullable String url,
            boolean rollbackable) {}

    @Serdeable
    record Commit(String sha, @Nullable String subject, @Nullable String author) {}

    @Serdeable
    record ShortCause(String code, String message) {}

    @Serdeable
    record StageShape(
            Stage stage,
            StageStatus status,
            int attempt,
            @Nullable String detail,
            Instant startedAt,
            @Nullable Instant finishedAt) {}

    @Serdeable
    record StateShape(DeploymentState.Name state, Instant at, @Nullable String note) {}

    @Serdeable
    record ReleaseShape(UUID id, int number, String digest, long sizeBytes, String repository) {}

    /** {@code state} is what the agent saw last; {@code goal} RUN, DRAIN or REMOVE. */
    @Serdeable
    record InstanceShape(
            UUID id,
            UUID deploymentId,
            UUID releaseId,
            int ordinal,
            String goal,
            String state,
            int restarts,
            @Nullable Integer hostPort,
            @Nullable Cause cause,
            @Nullable Instant startedAt,
            @Nullable Instant healthyAt) {}

    /** Requests during the switch of the route, until the last old instance had drained. */
    @Serdeable
    record CutoverShape(long passed, long failed) {}

    /** Whether something may be done now; {@code reason} says why not. */
    @Serdeable
    record Permit(boolean allowed, @Nullable String reason) {
        static Permit yes() {
            return new Permit(true, null);
        }

        static Permit no(String reason) {
            return new Permit(false, reason);
        }
    }

    @Serdeable
    record ActionsShape(
            Permit cancel,
            Permit redeploy,
            Permit rollback,
            Permit stop,
            Permit start,
            Permit restart,
            Permit scale,
            Permit delete) {}

    /** A summary and all that its page shows. {@code waitingFor} says why it does not move now. */
    @Serdeable
    record DeploymentShape(
            UUID id,
            int number,
            UUID projectId,
            String projectName,
            UUID environmentId,
            String environmentName,
            DeploymentKind kind,
            DeploymentState.Name state,
            @Nullable Commit commit,
            @Nullable String ref,
            Instant createdAt,
            Instant stateAt,
            @Nullable Instant finishedAt,
            @Nullable String createdBy,
            @Nullable Cause cause,
            @Nullable String url,
            boolean rollbackable,
            List<StageShape> stages,
            List<StateShape> history,
            @Nullable ReleaseShape release,
            @Nullable Detection detection,
            List<InstanceShape> instances,
            @Nullable CutoverShape cutover,
            @Nullable Integer queuePosition,
            @Nullable String waitingFor,
            @Nullable Instant deadline,
            @Nullable UUID sourceDeploymentId,
            @Nullable String reason,
            ActionsShape actions) {}
}
