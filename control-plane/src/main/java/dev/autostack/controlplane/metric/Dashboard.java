package dev.autostack.controlplane.metric;

import dev.autostack.controlplane.project.DeploymentSummary;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Figures of a team. {@code deployments}: every state with its count, deleted ones left out. {@code
 * week}: those that ended in the last seven days. {@code newest}: at most ten.
 */
@Serdeable
record Dashboard(
        long projects,
        long environments,
        long liveEnvironments,
        Map<String, Long> deployments,
        Instances instances,
        Week week,
        List<DeploymentSummary> newest) {
    Dashboard {
        deployments = Map.copyOf(deployments);
        newest = List.copyOf(newest);
    }

    /** {@code wanted}: those that shall run now. */
    @Serdeable
    record Instances(long wanted, long healthy) {}

    /** {@code medianSeconds}: from request to live; null without any. */
    @Serdeable
    record Week(long succeeded, long failed, @Nullable Double medianSeconds) {}
}
