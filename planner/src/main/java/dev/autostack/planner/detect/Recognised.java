package dev.autostack.planner.detect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a detector knows, for docs/stacks.md.
 *
 * @param manifests files that point to the stack
 * @param versions where its version is read, highest first
 */
public record Recognised(
        String stack, List<String> manifests, List<String> versions, List<Framework> frameworks) {
    public Recognised {
        manifests = List.copyOf(manifests);
        versions = List.copyOf(versions);
        frameworks = List.copyOf(frameworks);
    }

    /**
     * @param evidence packages or files that show it; any of them is enough
     * @param port used when nothing in the project says another; null when the rule decides
     */
    public record Framework(String id, List<String> evidence, @Nullable Integer port) {
        public Framework {
            evidence = List.copyOf(evidence);
        }
    }
}
