package dev.autostack.planner.detect;

import dev.autostack.protocol.Detection.SourcedVersion;
import dev.autostack.protocol.PlanOverrides;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan is made for.
 *
 * @param buildVariables names of plain variables that the build may read
 * @param versionSource what named the version of the overrides: the project's settings or a file of
 *     the repository
 * @param buildSecrets names of secrets, mounted at {@code /run/secrets/<name>} in the build
 */
public record PlanRequest(
        SourceTree tree,
        PlanOverrides overrides,
        List<String> buildVariables,
        List<String> buildSecrets,
        PlannerSettings settings,
        String versionSource) {
    /** Where overrides come from unless a file of the repository names them. */
    public static final String SETTING = "setting";

    public PlanRequest {
        buildVariables = List.copyOf(buildVariables);
        buildSecrets = List.copyOf(buildSecrets);
    }

    /** The same for a folder of the project. */
    public PlanRequest at(SourceTree folder) {
        return new PlanRequest(
                folder, overrides, buildVariables, buildSecrets, settings, versionSource);
    }

    /** The version that is set, with what set it; null when none is. */
    public @Nullable SourcedVersion versionSet() {
        String set = overrides.runtimeVersion();
        return set == null ? null : new SourcedVersion(set, versionSource);
    }
}
