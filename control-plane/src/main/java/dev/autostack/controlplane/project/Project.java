package dev.autostack.controlplane.project;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A project with its environments. {@code revision} stands in the ETag of its settings. */
@Serdeable
record Project(
        UUID id,
        String name,
        String gitUrl,
        @Nullable String branch,
        String rootDirectory,
        boolean submodules,
        boolean hasGitCredential,
        ProjectSettings settings,
        List<Environment> environments,
        Instant createdAt,
        Instant updatedAt,
        long revision) {
    Project {
        environments = List.copyOf(environments);
    }
}
