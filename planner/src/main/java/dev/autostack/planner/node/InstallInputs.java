package dev.autostack.planner.node;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

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

    /** Git hooks have no place in an image. */
    static final Pattern GIT_HOOKS =
            Pattern.compile("(?s).*(husky|lefthook|simple-git-hooks|pre-commit|git config).*");

    /** Tools that write what the program needs into node_modules. */
    private static final List<String> WRITERS =
            List.of(
                    "prisma",
                    "@prisma/",
                    "@keystone-6/",
                    "@redwoodjs/",
                    "@zenstackhq/",
                    "zenstack",
                    "patch-package",
                    "custom-patch-package",
                    "blitz",
                    "nexus",
                    "graphql-let",
                    "photonjs",
                    "tailwindcss-patch",
                    "ts-patch",
                    "@mikro-orm/",
                    "@cloudflare/");

    /** Each is a layer while the image is built, and an engine stacks at most 127. */
    private static final int MAX_MEMBERS = 60;

    boolean isWorkspace() {
        SourceTree top = manager.at();
        return !top.base().equals(project.tree().base())
                || NodeWorkspace.namesMembers(top)
                || top.has("lerna.json");
    }

    List<String> manifests() {
        return MANIFESTS.stream().filter(manager.at()::has).toList();
    }

    List<String> folders() {
        return INSTALL_FOLDERS.stream().filter(manager.at()::hasDirectory).toList();
    }

    WorkspaceMembers workspace() {
        return new WorkspaceMembers(project, manager.at(), members());
    }

    /** The whole install, or for a member of a workspace that of what it needs. */
    String install() {
        if (isWorkspace() && members().size() <= MAX_MEMBERS) {
            WorkspaceMembers.Member self = workspace().self();
            String own = self == null ? null : manager.installMember(self, workspace().needed());
            if (own != null) {
                return own;
            }
        }
        return manager.install();
    }

    /**
     * Lines of .dockerignore that keep the sources of members out of the image that the project
     * does not need; "" where an install or a build may read them.
     */
    String withoutUnrelated() {
        if (!isWorkspace() || members().size() > MAX_MEMBERS || needsAllSources()) {
            return "";
        }
        StringBuilder lines = new StringBuilder();
        for (WorkspaceMembers.Member member : workspace().unrelated()) {
            lines.append(member.folder()).append("/**\n!");
            lines.append(member.folder()).append("/package.json\n");
        }
        return lines.toString();
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

    /**
     * Whether an install without development dependencies makes the folders that the build would
     * leave: no script of an install and no tool writes into them.
     */
    boolean modulesAreLeftAlone() {
        if (needsAllSources()) {
            return false;
        }
        SourceTree top = manager.at();
        List<Doc> manifests =
                new ArrayList<>(List.of(project.manifest(), top.json("package.json")));
        members().forEach(member -> manifests.add(top.json(member)));
        return manifests.stream().allMatch(InstallInputs::leavesModulesAlone);
    }

    private static boolean leavesModulesAlone(Doc manifest) {
        Doc scripts = manifest.at("scripts");
        for (String name : List.of("preinstall", "install", "postinstall", "prepublish")) {
            if (scripts.at(name).present()) {
                return false;
            }
        }
        String prepare = scripts.at("prepare").textOr("");
        if (!prepare.isEmpty() && !GIT_HOOKS.matcher(prepare).matches()) {
            return false;
        }
        for (Doc script : scripts.fields().values()) {
            if (script.textOr("").contains("node_modules")) {
                return false;
            }
        }
        for (String kind : List.of("dependencies", "devDependencies")) {
            for (String name : manifest.at(kind).keys()) {
                if (WRITERS.stream().anyMatch(name::startsWith)) {
                    return false;
                }
            }
        }
        return true;
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
