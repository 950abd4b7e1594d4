package dev.autostack.planner.detect;

import dev.autostack.planner.files.RelativePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What lies beside the sources of a compiled program and is not compiled into it: templates, pages,
 * migrations, settings, data. A program may open any of it at start, by a path that counts from the
 * top.
 */
public final class RuntimeFiles {
    /** Shipped whatever they hold: many keep sources beside what is read. */
    private static final Set<String> USUAL =
            Set.of(
                    "templates",
                    "views",
                    "static",
                    "public",
                    "assets",
                    "web",
                    "config",
                    "configs",
                    "migrations");

    private static final Set<String> NEVER =
            Set.of(
                    "bin",
                    "build",
                    "ci",
                    "client",
                    "deploy",
                    "deployment",
                    "deployments",
                    "dist",
                    "doc",
                    "docker",
                    "docs",
                    "e2e",
                    "examples",
                    "frontend",
                    "helm",
                    "infra",
                    "k8s",
                    "kubernetes",
                    "node_modules",
                    "out",
                    "script",
                    "scripts",
                    "target",
                    "terraform",
                    "test",
                    "tests",
                    "tools",
                    "vendor");

    private static final Set<String> ENDINGS =
            Set.of(
                    "html", "gohtml", "tmpl", "tpl", "css", "js", "ico", "svg", "json", "yaml",
                    "yml", "toml", "ini", "conf", "sql", "csv", "txt", "xml");

    /** Top-level files of tools. */
    private static final String OF_TOOLS =
            "(?i)(docker-)?compose.*|package(-lock)?\\.json|pnpm-.*|tsconfig.*|cargo\\.toml|clippy\\.toml|rustfmt\\.toml"
                    + "|rust-toolchain\\.toml|deny\\.toml|readme.*|licen[cs]e.*|changelog.*|robots\\.txt|autostack\\..*"
                    + "|fly\\.toml|render\\.ya?ml|netlify\\.toml|vercel\\.json|sqlc\\.ya?ml|openapi.*|swagger.*"
                    + "|cmakelists\\.txt|codecov\\.ya?ml|mkdocs\\.ya?ml|buf.*\\.ya?ml|taskfile\\.ya?ml|air\\.toml|renovate\\.json"
                    + "|cloudbuild\\.ya?ml|app\\.ya?ml|skaffold\\.ya?ml|.*config\\.js|gulpfile\\.js";

    private RuntimeFiles() {}

    /**
     * Names at the top of the tree, folders and files, in order; at most 40.
     *
     * @param source the ending of the language's sources: a folder that has them is part of the
     *     program
     */
    public static List<String> of(SourceTree tree, String source) {
        Set<String> withSources = new TreeSet<>();
        Set<String> folders = new TreeSet<>();
        List<String> found = new ArrayList<>();
        for (String file : tree.files()) {
            int slash = file.indexOf('/');
            String top = slash < 0 ? file : file.substring(0, slash);
            if (top.startsWith(".")) {
                continue;
            }
            if (slash < 0) {
                if (ENDINGS.contains(RelativePath.extension(file)) && !file.matches(OF_TOOLS)) {
                    found.add(file);
                }
            } else {
                folders.add(top);
                if (file.endsWith("." + source) || file.endsWith("/package.json")) {
                    withSources.add(top);
                }
            }
        }
        for (String folder : folders) {
            if (USUAL.contains(folder)
                    || (!NEVER.contains(folder) && !withSources.contains(folder))) {
                found.add(folder);
            }
        }
        return found.stream().sorted().limit(40).toList();
    }
}
