package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * What a person set; null = what the planner finds. {@code dockerfile} is a path relative to the
 * root directory.
 */
@Serdeable
public record PlanOverrides(
        @Nullable String stack,
        @Nullable String dockerfile,
        @Nullable String dockerfileTarget,
        @Nullable String installCommand,
        @Nullable String buildCommand,
        @Nullable String startCommand,
        @Nullable Integer port,
        @Nullable String healthPath,
        @Nullable String outputDirectory,
        @Nullable String runtimeVersion) {
    /** Nothing set: the planner decides everything. */
    public static PlanOverrides none() {
        return new PlanOverrides(null, null, null, null, null, null, null, null, null, null);
    }
}
