package dev.autostack.controlplane.project;

import dev.autostack.protocol.BuildLimits;
import dev.autostack.protocol.PlanOverrides;
import dev.autostack.protocol.ResourceLimits;
import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * How a project is built and run, the {@code settings} column as a whole. {@code health} null: what
 * the plan says. {@code drainMs} bounds how long old instances finish what they serve; {@code
 * startDeadlineMs} how long a new one may take to be healthy; {@code stopTimeoutMs} passes between
 * SIGTERM and SIGKILL.
 */
@Serdeable
public record ProjectSettings(
        PlanOverrides plan,
        @Nullable HealthSettings health,
        ResourceLimits limits,
        BuildLimits build,
        long drainMs,
        long startDeadlineMs,
        long stopTimeoutMs,
        boolean readOnlyRoot) {
    private static final long GIB = 1024L * 1024 * 1024;

    /** What a new project has: enough for a small web app. */
    public static ProjectSettings standard() {
        return new ProjectSettings(
                PlanOverrides.none(),
                null,
                ResourceLimits.standard(),
                new BuildLimits(2.0, 2 * GIB, 2_048, 1_800_000, 10 * GIB),
                30_000,
                60_000,
                10_000,
                false);
    }
}
