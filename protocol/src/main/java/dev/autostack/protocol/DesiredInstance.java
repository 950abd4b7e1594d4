package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One container that should exist. {@code image} is repository@digest with its registry. {@code
 * variables} is the complete environment; those named in {@code plainVariables} are no secrets and
 * stay readable in logs. {@code network} names the environment's bridge. {@code startDeadlineMs}
 * counts from the first start. An agent refuses a {@code generation} lower than one it has seen for
 * the environment.
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
        long stopTimeoutMs,
        Set<String> plainVariables) {
    public DesiredInstance {
        variables = Map.copyOf(variables);
        command = List.copyOf(command);
        plainVariables = Set.copyOf(plainVariables);
    }

    /** The same without the values that may be secret, to be kept. */
    public DesiredInstance withoutVariables() {
        return new DesiredInstance(
                instanceId,
                releaseId,
                deploymentId,
                projectId,
                environmentId,
                generation,
                name,
                network,
                image,
                Map.of(),
                command,
                containerPort,
                limits,
                health,
                restart,
                readOnlyRoot,
                startDeadlineMs,
                stopTimeoutMs,
                Set.of());
    }

    @Override
    public String toString() {
        return "DesiredInstance[" + instanceId + ", " + image + "]";
    }
}
