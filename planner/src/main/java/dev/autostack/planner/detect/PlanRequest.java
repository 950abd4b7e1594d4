package dev.autostack.planner.detect;

import dev.autostack.protocol.PlanOverrides;
import java.util.List;

/**
 * What a plan is made for.
 *
 * @param buildVariables names of plain variables that the build may read
 * @param buildSecrets names of secrets, mounted at {@code /run/secrets/<name>} in the build
 */
public record PlanRequest(
        SourceTree tree,
        PlanOverrides overrides,
        List<String> buildVariables,
        List<String> buildSecrets,
        PlannerSettings settings) {
    public PlanRequest {
        buildVariables = List.copyOf(buildVariables);
        buildSecrets = List.copyOf(buildSecrets);
    }

    /** The same for a folder of the project. */
    public PlanRequest at(SourceTree folder) {
        return new PlanRequest(folder, overrides, buildVariables, buildSecrets, settings);
    }
}
