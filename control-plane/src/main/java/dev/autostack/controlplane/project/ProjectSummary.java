package dev.autostack.controlplane.project;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A project in a list. */
@Serdeable
record ProjectSummary(
        UUID id,
        String name,
        String gitUrl,
        @Nullable String branch,
        Instant createdAt,
        Production production) {

    /** {@code deployment}: the one under way, else the live one, else the newest. */
    @Serdeable
    @Schema(name = "ProductionSummary")
    record Production(
            UUID environmentId,
            @Nullable String url,
            EnvironmentState state,
            @Nullable DeploymentSummary deployment) {}
}
