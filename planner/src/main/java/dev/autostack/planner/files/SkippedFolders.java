package dev.autostack.planner.files;

import java.util.Set;

/** Folders that hold somebody else's code or a tool's own state, whatever the language. */
public final class SkippedFolders {
    private static final Set<String> NAMES =
            Set.of(
                    ".git",
                    ".hg",
                    ".svn",
                    ".jj",
                    "node_modules",
                    "bower_components",
                    "jspm_packages",
                    "__pycache__",
                    ".venv",
                    "venv",
                    ".tox",
                    ".nox",
                    ".mypy_cache",
                    ".pytest_cache",
                    ".ruff_cache",
                    "site-packages",
                    ".gradle",
                    ".idea",
                    ".vscode",
                    ".vs",
                    ".bundle",
                    ".next",
                    ".nuxt",
                    ".output",
                    ".svelte-kit",
                    ".astro",
                    ".angular",
                    ".cache",
                    ".turbo",
                    ".parcel-cache",
                    ".terraform",
                    ".serverless",
                    ".aws-sam",
                    "Pods",
                    "DerivedData",
                    "_build",
                    ".dart_tool",
                    ".stack-work",
                    ".yarn",
                    ".pnpm-store",
                    ".eggs",
                    "__MACOSX");

    private SkippedFolders() {}

    static boolean skips(String name) {
        return NAMES.contains(name);
    }

    /** True when a folder of the path is left out of every listing. */
    public static boolean covers(String path) {
        int from = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', from)) {
            if (NAMES.contains(path.substring(from, slash))) {
                return true;
            }
            from = slash + 1;
        }
        return NAMES.contains(path.substring(from));
    }
}
