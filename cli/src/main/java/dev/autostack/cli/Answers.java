package dev.autostack.cli;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The parts of the API's answers that the commands read; other fields are passed over. */
final class Answers {
    private Answers() {}

    @Serdeable
    record Projects(List<Project> items) {}

    @Serdeable
    record Project(UUID id, String name) {}

    @Serdeable
    record NewProject(
            String name, String gitUrl, @Nullable String branch, @Nullable String rootDirectory) {}

    @Serdeable
    record NewDeployment(UUID projectId, @Nullable String environment, @Nullable String ref) {}

    @Serdeable
    record Deployment(
            UUID id,
            int number,
            String state,
            @Nullable String url,
            @Nullable Cause cause,
            @Nullable Integer queuePosition,
            List<DeploymentStage> stages,
            Instant createdAt,
            @Nullable Instant stateAt) {}

    @Serdeable
    record DeploymentStage(
            Stage stage,
            StageStatus status,
            @Nullable String detail,
            Instant startedAt,
            @Nullable Instant finishedAt) {}
}
