package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.project.DeploymentSummary;
import dev.autostack.controlplane.project.DeploymentSummary.CommitSummary;
import dev.autostack.controlplane.project.InstanceView;
import dev.autostack.protocol.BuildFacts;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a deployment looks on its own page. */
final class DeploymentShapes {
    private DeploymentShapes() {}

    @Serdeable
    @Schema(name = "DeploymentStage")
    record StageShape(
            Stage stage,
            StageStatus status,
            int attempt,
            @Nullable String detail,
            Instant startedAt,
            @Nullable Instant finishedAt) {}

    @Serdeable
    @Schema(name = "DeploymentStateAt")
    record StateShape(DeploymentSummary.State state, Instant at, @Nullable String note) {}

    @Serdeable
    @Schema(name = "ReleaseSummary")
    record ReleaseShape(UUID id, int number, String digest, long sizeBytes, String repository) {}

    /** The deployment whose build made the image that another one uses. */
    @Serdeable
    @Schema(name = "ReusedBuild")
    record ReusedShape(UUID deploymentId, int number) {}

    /**
     * How the image came about. {@code reusedFrom} set: nothing was built, because an equal source
     * and plan had been. {@code withoutCache}: nothing of earlier builds was used, as asked for.
     * {@code steps} are those of its own last attempt; {@code image} is the one it uses, whoever
     * built it.
     */
    @Serdeable
    @Schema(name = "DeploymentBuild")
    record BuildShape(
            @Nullable ReusedShape reusedFrom,
            boolean withoutCache,
            List<BuildFacts.Step> steps,
            BuildFacts.@Nullable Image image) {}

    /** Requests during the switch of the route, until the last old instance had drained. */
    @Serdeable
    @Schema(name = "Cutover")
    record CutoverShape(long passed, long failed) {}

    /** Whether something may be done now; {@code reason} says why not. */
    @Serdeable
    @Schema(name = "Permit")
    record Permit(boolean allowed, @Nullable String reason) {
        static Permit yes() {
            return new Permit(true, null);
        }

        static Permit no(String reason) {
            return new Permit(false, reason);
        }
    }

    @Serdeable
    @Schema(name = "DeploymentActions")
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
    @Schema(name = "Deployment")
    record DeploymentShape(
            UUID id,
            int number,
            UUID projectId,
            String projectName,
            UUID environmentId,
            String environmentName,
            DeploymentSummary.Kind kind,
            DeploymentSummary.State state,
            @Nullable CommitSummary commit,
            @Nullable String ref,
            Instant createdAt,
            Instant stateAt,
            @Nullable Instant finishedAt,
            String createdBy,
            @Nullable Cause cause,
            @Nullable String url,
            boolean rollbackable,
            List<StageShape> stages,
            List<StateShape> history,
            @Nullable BuildShape build,
            @Nullable ReleaseShape release,
            @Nullable Detection detection,
            List<InstanceView> instances,
            @Nullable CutoverShape cutover,
            @Nullable Integer queuePosition,
            @Nullable String waitingFor,
            @Nullable Instant deadline,
            @Nullable UUID sourceDeploymentId,
            @Nullable String reason,
            ActionsShape actions) {}
}
