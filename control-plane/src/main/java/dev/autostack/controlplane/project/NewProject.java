package dev.autostack.controlplane.project;

import dev.autostack.protocol.GitCredential;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** {@code settings} may be partial: what is absent keeps its default. */
@Serdeable
@Schema(name = "ProjectCreate")
record NewProject(
        String name,
        String gitUrl,
        @Nullable String branch,
        @Nullable String rootDirectory,
        @Nullable Boolean submodules,
        @Schema(implementation = ProjectSettings.class) @Nullable JsonNode settings,
        @Nullable GitCredential gitCredential) {}
