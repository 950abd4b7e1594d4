package dev.autostack.planner;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.Doc;
import dev.autostack.protocol.Detection.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Functions that Vercel (vercel.com/docs/functions) or Netlify (docs.netlify.com/functions) starts
 * for each request. Nothing else does: they export a handler and listen nowhere.
 *
 * @param platform whose functions they are
 * @param files at least one
 */
record CloudFunctions(String platform, List<String> files) {
    private static final Set<String> ENDINGS =
            Set.of("js", "mjs", "cjs", "ts", "mts", "tsx", "py", "go", "rb", "php");

    /** Enough to name some, and to know that there are any. */
    private static final int MAX_FILES = 20;

    CloudFunctions {
        files = List.copyOf(files);
    }

    static @Nullable CloudFunctions of(SourceTree tree) {
        List<String> vercel = isForVercel(tree) ? below(tree, List.of("api")) : List.of();
        if (!vercel.isEmpty()) {
            return new CloudFunctions("Vercel", vercel);
        }
        List<String> netlify = below(tree, netlifyFolders(tree));
        return netlify.isEmpty() ? null : new CloudFunctions("Netlify", netlify);
    }

    private static boolean isForVercel(SourceTree tree) {
        if (tree.firstOf("vercel.json", "now.json", "vercel.ts") != null) {
            return true;
        }
        Doc manifest = tree.json("package.json");
        return manifest.at("dependencies").has("@vercel/node")
                || manifest.at("devDependencies").has("@vercel/node")
                || manifest.at("scripts").fields().values().stream()
                        .anyMatch(script -> script.textOr("").matches("vercel( .*)?"));
    }

    private static List<String> netlifyFolders(SourceTree tree) {
        Doc settings = tree.toml("netlify.toml");
        List<String> folders = new ArrayList<>(List.of("netlify/functions"));
        for (String folder :
                List.of(
                        settings.at("functions", "directory").textOr(""),
                        settings.at("functions").textOr(""),
                        settings.at("build", "functions").textOr(""))) {
            String resolved = folder.isBlank() ? null : RelativePath.resolve("", folder);
            if (resolved != null && !resolved.isEmpty()) {
                folders.add(resolved);
            }
        }
        return folders;
    }

    private static List<String> below(SourceTree tree, List<String> folders) {
        List<String> found = new ArrayList<>();
        List<String> prefixes = folders.stream().map(folder -> folder + "/").toList();
        for (String file : tree.files()) {
            if (prefixes.stream().anyMatch(file::startsWith) && isFunction(file)) {
                found.add(file);
                if (found.size() == MAX_FILES) {
                    break;
                }
            }
        }
        return found;
    }

    private static boolean isFunction(String file) {
        String name = RelativePath.name(file);
        return ENDINGS.contains(RelativePath.extension(file))
                && !name.startsWith("_")
                && !name.startsWith(".")
                && !name.endsWith(".d.ts")
                && !name.matches(".*\\.(test|spec)\\.[a-z]+");
    }

    /** The finished pages beside them among other readings, or null. */
    static @Nullable Candidate pages(List<Candidate> readings) {
        return readings.stream()
                .filter(reading -> reading.stack().equals("static"))
                .findFirst()
                .orElse(null);
    }

    Warning notServed() {
        return new Warning(
                "functions_not_served",
                some()
                        + (files.size() == 1 ? " is a function of " : " are functions of ")
                        + platform
                        + ", which starts "
                        + (files.size() == 1 ? "it" : "them")
                        + " itself; the pages are served without "
                        + (files.size() == 1 ? "it." : "them."),
                "Serve the same paths from a web server of the project, or leave the functions at "
                        + platform
                        + " and let the pages ask there.");
    }

    BuildPlan.Missing missing() {
        return new BuildPlan.Missing(
                "functions_only",
                "There is nothing to serve but functions of "
                        + platform
                        + " ("
                        + some()
                        + "): they export handlers that only "
                        + platform
                        + " starts.",
                "Add a web server that calls them and a start script for it, or a page to serve.");
    }

    private String some() {
        int shown = Math.min(3, files.size());
        return String.join(", ", files.subList(0, shown)) + (shown < files.size() ? ", ..." : "");
    }
}
