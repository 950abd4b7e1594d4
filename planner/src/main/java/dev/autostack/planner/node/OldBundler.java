package dev.autostack.planner.node;

import dev.autostack.planner.parse.VersionRange;
import dev.autostack.protocol.Detection.Warning;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A build by a webpack before 5.61. It asks OpenSSL for MD4 hashes, which Node has refused since
 * version 17 unless OpenSSL's legacy provider is loaded (Node.js 17 release notes; webpack issue
 * 14532).
 *
 * @param dependency the tool that brings it
 * @param fixed the first major version of that tool that is free of it
 */
record OldBundler(String dependency, int fixed) {
    private static final int FIRST_NODE_THAT_REFUSES = 17;

    /** Tools and their first major version that is free of it, by their release notes. */
    private static final Map<String, Integer> FIXED = new LinkedHashMap<>();

    static {
        FIXED.put("react-scripts", 5);
        FIXED.put("@vue/cli-service", 5);
        FIXED.put("@angular-devkit/build-angular", 13);
        FIXED.put("next", 12);
        FIXED.put("nuxt", 3);
        FIXED.put("gatsby", 4);
        FIXED.put("laravel-mix", 6);
        FIXED.put("@quasar/app", 3);
        FIXED.put("vuepress", 2);
        FIXED.put("umi", 4);
        FIXED.put("webpack", 5);
    }

    /** The first of the known tools that is too old for this Node, or null. */
    static @Nullable OldBundler of(NodeProject project, NodeVersion node) {
        if (node.major() < FIRST_NODE_THAT_REFUSES) {
            return null;
        }
        for (Map.Entry<String, Integer> tool : FIXED.entrySet()) {
            VersionRange range =
                    project.uses(tool.getKey())
                            ? VersionRange.parse(project.range(tool.getKey()).strip())
                            : null;
            Integer lowest = range == null ? null : range.lowestMajor();
            if (lowest != null && lowest < tool.getValue()) {
                return new OldBundler(tool.getKey(), tool.getValue());
            }
        }
        return null;
    }

    /** For the build only: what the legacy provider allows is not wanted in the running app. */
    Map<String, String> environment() {
        return Map.of("NODE_OPTIONS", "--openssl-legacy-provider");
    }

    Warning warning() {
        return new Warning(
                "webpack_outdated",
                "This version of "
                        + dependency
                        + " builds with an old webpack, whose hashes Node refuses since version 17;"
                        + " the build runs with --openssl-legacy-provider.",
                "Move to " + dependency + " " + fixed + " or newer.");
    }
}
