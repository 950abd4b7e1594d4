package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One container that should exist. {@code image} is repository@digest with its registry. {@code
 * variables} is the complete environment. {@code network} names the environment's bridge. {@code
 * startDeadlineMs} counts from the first start. An agent refuses a {@code generation} lower than
 * one it has seen for the environment.
 */
@Serdeable
public record DesiredInstance(
        UUID instanceId,
        UUID releaseId,
        UUID deploymentId,
        UUID projectId,
        UUID environmentId,
        long generation,
        String name,
        String network,
        String image,
        Map<String, String> variables,
        List<String> command,
        int containerPort,
        ResourceLimits limits,
        HealthCheck health,
        RestartPolicy restart,
        boolean readOnlyRoot,
        long startDeadlineMs,
        long stopTimeoutMs) {
    public DesiredInstance {
        variables = Map.copyOf(variables);
        command = List.copyOf(command);
    }

    @Override
    public String toString() {
        return "DesiredInstance[" + instanceId + ", " + image + "]";
    }
}
