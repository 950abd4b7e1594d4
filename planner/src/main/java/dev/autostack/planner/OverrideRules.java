package dev.autostack.planner;

import dev.autostack.planner.files.RelativePath;
import dev.autostack.protocol.PlanOverrides;
import org.jspecify.annotations.Nullable;

/** Settings that could not be meant, refused before anything is read. */
final class OverrideRules {
    private OverrideRules() {}

    static PlanOutcome.@Nullable Refused check(PlanOverrides overrides) {
        Integer port = overrides.port();
        if (port != null && (port < 1 || port > 65_535)) {
            return refused("port", "The port " + port + " is not between 1 and 65535.");
        }
        String version = overrides.runtimeVersion();
        if (version != null && !version.matches("[A-Za-z0-9][A-Za-z0-9._/*-]{0,40}")) {
            return refused("runtimeVersion", "The version has characters that no version has.");
        }
        String target = overrides.dockerfileTarget();
        if (target != null && !target.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,100}")) {
            return refused("dockerfileTarget", "The target is not the name of a stage.");
        }
        String health = overrides.healthPath();
        if (health != null && !health.matches("/[\\x21-\\x7e]{0,500}")) {
            return refused("healthPath", "The health path does not begin with a slash.");
        }
        for (String path : new String[] {overrides.dockerfile(), overrides.outputDirectory()}) {
            if (path != null
                    && (path.isBlank()
                            || path.startsWith("/")
                            || path.chars().anyMatch(Character::isISOControl)
                            || RelativePath.resolve("", path) == null)) {
                return refused("path", "The path \"" + path + "\" leaves the project.");
            }
        }
        return null;
    }

    private static PlanOutcome.Refused refused(String setting, String message) {
        return new PlanOutcome.Refused(
                "setting_invalid", message, "Correct the setting " + setting + " of the project.");
    }
}
