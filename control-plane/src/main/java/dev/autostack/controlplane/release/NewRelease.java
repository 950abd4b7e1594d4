package dev.autostack.controlplane.release;

import dev.autostack.protocol.Digest;
import dev.autostack.protocol.RunPlan;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A release to write. {@code variables} is the complete environment of its instances; those named
 * in {@code plain} are no secrets.
 */
public record NewRelease(
        UUID id,
        UUID projectId,
        UUID environmentId,
        String repository,
        Digest digest,
        long sizeBytes,
        @Nullable String commitSha,
        RunPlan run,
        ReleaseSettings settings,
        Map<String, String> variables,
        Set<String> plain) {
    public NewRelease {
        plain = Set.copyOf(plain);
        variables = Map.copyOf(variables);
    }

    @Override
    public String toString() {
        return "NewRelease[" + id + "]";
    }
}
