package dev.autostack.planner;

import dev.autostack.planner.detect.Languages;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Folders below a project that look like projects of their own. */
final class SubProjects {
    private static final int MAX_DEPTH = 3;
    private static final int MAX_FOUND = 40;
    private static final Set<String> MANIFESTS =
            Set.of(
                    "package.json",
                    "requirements.txt",
                    "requirement.txt",
                    "pyproject.toml",
                    "Pipfile",
                    "setup.py",
                    "manage.py",
                    "go.mod",
                    "Cargo.toml",
                    "pom.xml",
                    "build.gradle",
                    "build.gradle.kts",
                    "Gemfile",
                    "composer.json",
                    "artisan",
                    "mix.exs",
                    "deno.json",
                    "deno.jsonc",
                    "Dockerfile",
                    "environment.yml",
                    "hugo.toml",
                    "build.sbt",
                    "wp-config-sample.php",
                    "pubspec.yaml",
                    "Package.swift");

    private SubProjects() {}

    /** Folders with a manifest, shallow ones first; those inside a found one are left to it. */
    static List<String> of(SourceTree tree) {
        Set<String> found = new LinkedHashSet<>();
        Set<String> manifests = new LinkedHashSet<>();
        for (String file : tree.files()) {
            int depth = RelativePath.depth(file);
            if (depth > MAX_DEPTH || found.size() >= MAX_FOUND) {
                break;
            }
            if (depth == 0
                    || !isManifest(RelativePath.name(file))
                    || Languages.isAside(file)
                    || file.startsWith(".")) {
                continue;
            }
            String folder = RelativePath.parent(file);
            if (manifests.stream().noneMatch(known -> folder.startsWith(known + "/"))) {
                found.add(folder);
                // A Dockerfile may build what lies in a folder below it.
                if (!RelativePath.name(file).equals("Dockerfile")) {
                    manifests.add(folder);
                }
            }
        }
        return new ArrayList<>(found);
    }

    private static boolean isManifest(String name) {
        return MANIFESTS.contains(name) || name.endsWith(".csproj") || name.endsWith(".fsproj");
    }
}
