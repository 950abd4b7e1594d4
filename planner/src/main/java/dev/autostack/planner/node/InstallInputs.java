package dev.autostack.planner.node;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.Doc;
import java.util.List;

/**
 * What a package manager reads of the tree when it installs. Copied before the sources, so that a
 * changed source leaves the installed dependencies as they are. Paths count from where the lock
 * file stands: the project or the workspace above it.
 */
record InstallInputs(NodeProject project, NodePackageManager manager) {
    private static final List<String> MANIFESTS =
            List.of(
                    "package.json",
                    "package.json5",
                    "package-lock.json",
                    "npm-shrinkwrap.json",
                    "pnpm-lock.yaml",
                    "pnpm-workspace.yaml",
                    ".pnpmfile.cjs",
                    "yarn.lock",
                    ".yarnrc",
                    ".yarnrc.yml",
                    "bun.lock",
                    "bun.lockb",
                    "bunfig.toml",
                    ".npmrc");
    private static final List<String> INSTALL_FOLDERS =
            List.of(
                    ".yarn/releases",
                    ".yarn/plugins",
                    ".yarn/patches",
                    ".yarn/cache",
                    "patches",
                    "prisma");

    /** Each is a layer while the image is built, and an engine stacks at most 127. */
    private static final int MAX_MEMBERS = 60;

    boolean isWorkspace() {
        SourceTree top = manager.at();
        return !top.base().equals(project.tree().base())
                || top.json("package.json").at("workspaces").present()
                || top.has("pnpm-workspace.yaml")
                || top.has("lerna.json");
    }

    List<String> manifests() {
        return MANIFESTS.stream().filter(manager.at()::has).toList();
    }

    List<String> folders() {
        return INSTALL_FOLDERS.stream().filter(manager.at()::hasDirectory).toList();
    }

    /** The manifests of the other projects of a workspace. */
    List<String> members() {
        if (!isWorkspace()) {
            return List.of();
        }
        return manager.at().files().stream()
                .filter(file -> file.endsWith("/package.json"))
                .limit(MAX_MEMBERS + 1L)
                .toList();
    }

    /** Install scripts and local dependencies need the sources to be there. */
    boolean needsAllSources() {
        if (!isWorkspace()) {
            return needsSources(project.manifest());
        }
        SourceTree top = manager.at();
        List<String> members = members();
        return members.size() > MAX_MEMBERS
                || needsSources(top.json("package.json"))
                || members.stream().map(top::json).anyMatch(InstallInputs::memberNeedsSources);
    }

    /** A program of a member is linked when it is installed, if its file is there by then. */
    private static boolean memberNeedsSources(Doc manifest) {
        return needsSources(manifest)
                || manifest.at("bin").present()
                || manifest.at("scripts", "prepare").present();
    }

    private static boolean needsSources(Doc manifest) {
        for (String name : List.of("preinstall", "install", "postinstall")) {
            String script = manifest.at("scripts", name).string();
            if (script != null
                    && !script.matches(
                            "(npx )?(prisma generate|patch-package|husky( install)?|is-ci.*)")) {
                return true;
            }
        }
        for (String kind : List.of("dependencies", "devDependencies", "optionalDependencies")) {
            for (Doc range : manifest.at(kind).fields().values()) {
                String text = range.textOr("");
                if (text.startsWith("file:")
                        || text.startsWith("link:")
                        || text.startsWith("portal:")
                        || text.startsWith(".")) {
                    return true;
                }
            }
        }
        return false;
    }
}
