package dev.autostack.controlplane.project;

import dev.autostack.protocol.GitCredential;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What changes; absent stays. {@code branch} empty: the remote's default branch again. {@code
 * settings} is merged (RFC 7396): absent stays, null is the default.
 */
@Serdeable
record ProjectChange(
        @Nullable String gitUrl,
        @Nullable String branch,
        @Nullable String rootDirectory,
        @Nullable Boolean submodules,
        @Schema(implementation = ProjectSettings.class) @Nullable JsonNode settings,
        @Nullable GitCredential gitCredential,
        @Nullable Boolean removeGitCredential) {}
