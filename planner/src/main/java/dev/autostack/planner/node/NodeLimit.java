package dev.autostack.planner.node;

import dev.autostack.planner.parse.VersionRange;
import dev.autostack.protocol.Detection.Warning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A package that installs or runs on old releases of Node only.
 *
 * @param dependency the package with its range, as the manifest writes it
 * @param major the newest major of Node with long-term support that it is made for
 * @param instead what to move to
 */
record NodeLimit(String dependency, int major, String instead) {
    /** Below this major of the package, this Node is the newest. */
    private record Rule(String dependency, int below, int major, String instead) {}

    /**
     * node-sass: the table of its README, whose binaries are made for a range of releases each.
     * gulp-sass before 5 brings node-sass 4. gulp 3 reads an internal of Node that is gone since 12
     * (gulp issue 2324). fibers: its README, of Node 16 and later.
     */
    private static final List<Rule> RULES =
            List.of(
                    new Rule("gulp", 4, 10, "gulp 4"),
                    new Rule("node-sass", 6, 14, "the package sass"),
                    new Rule("node-sass", 8, 16, "the package sass"),
                    new Rule("node-sass", 9, 18, "the package sass"),
                    new Rule("node-sass", 10, 20, "the package sass"),
                    new Rule("gulp-sass", 5, 14, "gulp-sass 5 with the package sass"),
                    new Rule("fibers", 6, 14, "promises"));

    /** The strictest of the known ones, or null. */
    static @Nullable NodeLimit of(NodeProject project) {
        NodeLimit strictest = null;
        for (Rule rule : RULES) {
            String range =
                    project.uses(rule.dependency()) ? project.range(rule.dependency()).strip() : "";
            VersionRange parsed = VersionRange.parse(range);
            Integer lowest = parsed == null ? null : parsed.lowestMajor();
            if (lowest != null
                    && lowest < rule.below()
                    && (!rule.dependency().equals("gulp") || project.runs("gulp"))
                    && (strictest == null || rule.major() < strictest.major())) {
                strictest =
                        new NodeLimit(
                                rule.dependency() + " " + range, rule.major(), rule.instead());
            }
        }
        return strictest;
    }

    Warning warning(int chosen) {
        return new Warning(
                "dependency_needs_old_runtime",
                dependency
                        + " is made for Node "
                        + major
                        + " and older"
                        + (chosen <= major
                                ? "; the image has Node " + chosen + "."
                                : ", but Node " + chosen + " is asked for; the build may fail."),
                "Move to " + instead + ", then name the Node version that you want.");
    }
}
