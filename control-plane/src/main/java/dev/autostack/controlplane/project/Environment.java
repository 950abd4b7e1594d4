package dev.autostack.controlplane.project;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An environment with what it serves ({@code live}), its newest attempt ({@code latest}) and its
 * running copies. {@code url} is the first of {@code urls}.
 */
@Serdeable
public record Environment(
        UUID id,
        UUID projectId,
        String name,
        EnvironmentKind kind,
        @Nullable String branch,
        @Nullable String url,
        List<String> urls,
        int wantedInstances,
        boolean stopped,
        boolean autoDeploy,
        EnvironmentState state,
        @Nullable DeploymentSummary live,
        @Nullable DeploymentSummary latest,
        List<InstanceView> instances) {
    public Environment {
        urls = List.copyOf(urls);
        instances = List.copyOf(instances);
    }
}
