package dev.autostack.planner.node;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.Doc;
import dev.autostack.protocol.Detection.Warning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The package manager of a project.
 *
 * @param kind one of npm, pnpm, yarn, bun
 * @param version the version to install, null = the one that comes with Node
 * @param source what named it
 * @param lockFile its lock file, null without one
 * @param at where the lock stands: the project or the workspace above it
 */
record NodePackageManager(
        Kind kind,
        @Nullable String version,
        String source,
        @Nullable String lockFile,
        SourceTree at,
        List<Warning> warnings) {
    private static final String FOCUS = "yarn workspaces focus ";

    /** What Yarn calls the top of a workspace that has no name. */
    private static final String UNNAMED_TOP = "root-workspace-0b6124";

    private static final String TOP_OF_WORKSPACE = " --include-workspace-root";

    enum Kind {
        NPM("npm", "package-lock.json", "npm-shrinkwrap.json"),
        PNPM("pnpm", "pnpm-lock.yaml", "pnpm-lock.yml"),
        YARN("yarn", "yarn.lock", "yarn.lock"),
        BUN("bun", "bun.lock", "bun.lockb");

        private final String id;
        private final String lock;
        private final String otherLock;

        Kind(String id, String lock, String otherLock) {
            this.id = id;
            this.lock = lock;
            this.otherLock = otherLock;
        }

        String id() {
            return id;
        }
    }

    /**
     * packageManager, then a lock file, then engines, then npm; the nearest folder first. A folder
     * above counts when the project is a member of its workspace: the lock file of another project
     * says nothing of this one.
     */
    static NodePackageManager of(SourceTree project, Doc manifest) {
        SourceTree top = project;
        for (SourceTree place = project; place != null; place = place.parent()) {
            boolean own = place == project;
            if (!own && !WorkspaceMembers.includes(place, project.from(place))) {
                continue;
            }
            Doc here = own ? manifest : place.json("package.json");
            NodePackageManager found = declared(place, here);
            if (found == null) {
                found = locked(place, here);
            }
            if (found != null) {
                return found;
            }
            top = place;
        }
        return undeclared(top, manifest);
    }

    /** Without a lock file, by what else there is. */
    private static NodePackageManager undeclared(SourceTree project, Doc manifest) {
        for (Kind kind : List.of(Kind.PNPM, Kind.YARN, Kind.BUN)) {
            String range = manifest.at("engines", kind.id()).text();
            if (range != null && !range.equals("please-use-npm") && !range.contains("use npm")) {
                return new NodePackageManager(
                        kind, null, "engines." + kind.id(), null, project, List.of());
            }
        }
        if (project.has("pnpm-workspace.yaml")) {
            return new NodePackageManager(
                    Kind.PNPM, null, "pnpm-workspace.yaml", null, project, List.of());
        }
        if (project.has(".yarnrc.yml") || project.has(".yarnrc")) {
            return new NodePackageManager(
                    Kind.YARN,
                    project.has(".yarnrc.yml") ? berryVersion(project, null) : null,
                    ".yarnrc",
                    null,
                    project,
                    List.of());
        }
        if (project.has("bunfig.toml")) {
            return new NodePackageManager(Kind.BUN, null, "bunfig.toml", null, project, List.of());
        }
        return new NodePackageManager(Kind.NPM, null, "default", null, project, List.of());
    }

    private static @Nullable NodePackageManager declared(SourceTree place, Doc manifest) {
        String declared = manifest.at("packageManager").string();
        String engine = "packageManager";
        if (declared == null) {
            Doc engines = manifest.at("devEngines", "packageManager");
            String name = engines.at("name").string();
            if (name == null) {
                return null;
            }
            declared = name + "@" + engines.at("version").textOr("");
            engine = "devEngines.packageManager";
        }
        int at = declared.lastIndexOf('@');
        String name = at > 0 ? declared.substring(0, at) : declared;
        for (Kind kind : Kind.values()) {
            if (!kind.id().equals(name.strip())) {
                continue;
            }
            String version = at > 0 ? exact(declared.substring(at + 1)) : null;
            String lock = lockOf(place, kind);
            List<Warning> warnings = new ArrayList<>();
            if (lock == null) {
                warnings.add(
                        new Warning(
                                "lock_file_missing",
                                engine + " names " + name + ", but there is no lock file of it.",
                                "Commit the lock file, so that every build installs the same."));
            }
            return new NodePackageManager(kind, version, engine, lock, place, warnings);
        }
        return null;
    }

    private static @Nullable NodePackageManager locked(SourceTree place, Doc manifest) {
        List<Kind> kinds = new ArrayList<>();
        for (Kind kind : List.of(Kind.BUN, Kind.PNPM, Kind.YARN, Kind.NPM)) {
            if (lockOf(place, kind) != null) {
                kinds.add(kind);
            }
        }
        if (kinds.isEmpty()) {
            return null;
        }
        Kind chosen = kinds.size() == 1 ? kinds.getFirst() : preferred(kinds, manifest);
        String lock = String.valueOf(lockOf(place, chosen));
        List<Warning> warnings = new ArrayList<>();
        if (kinds.size() > 1) {
            warnings.add(
                    new Warning(
                            "several_lock_files",
                            "There are lock files of "
                                    + String.join(" and ", kinds.stream().map(Kind::id).toList())
                                    + "; "
                                    + lock
                                    + " is used.",
                            "Delete the others, or name the manager in packageManager of"
                                    + " package.json."));
        }
        return new NodePackageManager(
                chosen, lockedVersion(place, chosen, lock), lock, lock, place, warnings);
    }

    /** What engines or the scripts call wins among several locks. */
    private static Kind preferred(List<Kind> kinds, Doc manifest) {
        for (Kind kind : kinds) {
            if (manifest.at("engines", kind.id()).present() && kind != Kind.NPM) {
                return kind;
            }
        }
        for (Kind kind : kinds) {
            for (Doc script : manifest.at("scripts").fields().values()) {
                if (script.textOr("")
                        .matches("(?s).*\\b" + kind.id() + "\\s+(run|install|-|exec).*")) {
                    return kind;
                }
            }
        }
        return kinds.getFirst();
    }

    private static @Nullable String lockOf(SourceTree place, Kind kind) {
        return place.firstOf(kind.lock, kind.otherLock);
    }

    /** The manager version that can read the lock; null = any. */
    private static @Nullable String lockedVersion(SourceTree place, Kind kind, String lock) {
        String head = place.head(lock, 4096);
        if (head == null) {
            return null;
        }
        return switch (kind) {
            case PNPM -> {
                for (String line : head.lines().toList()) {
                    if (line.startsWith("lockfileVersion:")) {
                        String version =
                                line.substring(16).replace("'", "").replace("\"", "").strip();
                        yield version.startsWith("5.3")
                                ? "6"
                                : version.startsWith("5.")
                                        ? "7"
                                        : version.startsWith("6.") ? "8" : "9";
                    }
                }
                yield null;
            }
            case YARN -> head.contains("__metadata:") ? berryVersion(place, head) : null;
            case NPM, BUN -> null;
        };
    }

    private static String berryVersion(SourceTree place, @Nullable String lockHead) {
        String path = place.yaml(".yarnrc.yml").at("yarnPath").string();
        if (path != null) {
            java.util.regex.Matcher version =
                    java.util.regex.Pattern.compile(
                                    "yarn-([0-9]+\\.[0-9]+\\.[0-9]+[A-Za-z0-9.-]*)\\.c?js")
                            .matcher(path);
            if (version.find()) {
                return version.group(1);
            }
        }
        // __metadata.version: 4 = Yarn 2, 5 and 6 = Yarn 3, 8 and up = Yarn 4.
        return lockHead != null && lockHead.matches("(?s).*__metadata:\\s+version: [456]\\s.*")
                ? "3"
                : "4";
    }

    private static @Nullable String exact(String version) {
        String plain = version.replaceFirst("\\+.*$", "").strip();
        return plain.matches("[0-9]+(\\.[0-9]+){0,2}(-[A-Za-z0-9.]+)?") ? plain : null;
    }

    /** True for Yarn 2 and later. */
    boolean berry() {
        return kind == Kind.YARN
                && version != null
                && !version.startsWith("1.")
                && !version.equals("1");
    }

    /** The package that installs this manager in an image, null when Node brings it. */
    @Nullable String npmPackage() {
        return switch (kind) {
            case NPM -> version == null ? null : "npm@" + version;
            case PNPM -> "pnpm@" + (version == null ? "9" : version);
            case YARN ->
                    berry()
                            ? "@yarnpkg/cli-dist@" + version
                            : "yarn@" + (version == null ? "1.22.22" : version);
            case BUN -> "bun@" + (version == null ? "1" : version);
        };
    }

    /** The install command with all dependencies. */
    String install() {
        boolean locked = lockFile != null;
        return switch (kind) {
            case NPM -> locked ? "npm ci" : "npm install";
            case PNPM -> locked ? "pnpm install --frozen-lockfile" : "pnpm install";
            case YARN ->
                    berry()
                            ? locked ? "yarn install --immutable" : "yarn install"
                            : locked ? "yarn install --frozen-lockfile" : "yarn install";
            case BUN -> locked ? "bun install --frozen-lockfile" : "bun install";
        };
    }

    /** An install command without development dependencies; null when there is no such thing. */
    @Nullable String installProduction(String install) {
        return switch (kind) {
            case NPM -> install + " --omit=dev";
            case PNPM -> install + " --prod";
            case YARN ->
                    !berry()
                            ? install + " --production"
                            : install.startsWith(FOCUS)
                                    ? install.replace(FOCUS, FOCUS + "--production ")
                                    : null;
            case BUN -> install + " --production";
        };
    }

    /** Removes development dependencies after the build; null when they have to stay. */
    @Nullable String prune() {
        return switch (kind) {
            case NPM -> "npm prune --omit=dev";
            case PNPM -> "CI=true pnpm prune --prod";
            case YARN ->
                    berry()
                            ? version != null && version.startsWith("4")
                                    ? "yarn workspaces focus --production"
                                    : null
                            : "yarn install --production --ignore-scripts --prefer-offline";
            case BUN -> null;
        };
    }

    /**
     * The install command for one member of a workspace, what it needs of the others and the tools
     * at the top; null where the manager cannot do that safely. Yarn leaves out the check of the
     * lock file, so it is made here; Bun wants each of them to be named.
     *
     * @param needed what it needs of the others
     */
    @Nullable String installMember(
            WorkspaceMembers.Member self, List<WorkspaceMembers.Member> needed) {
        String folder = self.folder();
        String name = self.name();
        if (lockFile == null || !folder.matches("[A-Za-z0-9._/@-]+")) {
            return null;
        }
        return switch (kind) {
            case NPM -> install() + " --workspace=" + folder + TOP_OF_WORKSPACE;
            case PNPM ->
                    ownLinks() ? null : install() + " --filter '{.}' --filter '" + name + "...'";
            case YARN -> focusedOn(self, needed);
            case BUN -> {
                if (version != null && version.matches("(0|1\\.[01])(\\..*)?")) {
                    yield null;
                }
                StringBuilder filters = new StringBuilder(install() + " --filter './'");
                needed.forEach(member -> filters.append(" --filter ").append(member.name()));
                yield filters + " --filter " + name;
            }
        };
    }

    private @Nullable String focusedOn(
            WorkspaceMembers.Member self, List<WorkspaceMembers.Member> needed) {
        Doc top = at.json("package.json");
        String topName = top.at("name").textOr(UNNAMED_TOP);
        List<Doc> manifests = new ArrayList<>(List.of(top, self.manifest()));
        needed.forEach(member -> manifests.add(member.manifest()));
        return version != null
                        && version.startsWith("4")
                        && berry()
                        && topName.matches("[@A-Za-z0-9._/-]+")
                        && YarnLock.has(at, String.valueOf(lockFile), manifests)
                ? FOCUS + self.name() + " " + topName
                : null;
    }

    /** Other layouts of node_modules, or a pnpm that knows no such filters. */
    private boolean ownLinks() {
        if (version != null && version.matches("[1-7](\\..*)?")) {
            return true;
        }
        String settings = at.text(".npmrc");
        boolean inNpmrc =
                settings != null
                        && settings.lines()
                                .map(String::strip)
                                .anyMatch(line ->
                                        line.startsWith("node-linker")
                                                || line.startsWith("shamefully-hoist")
                                                || line.startsWith("shared-workspace-lockfile"));
        Doc workspace = at.yaml("pnpm-workspace.yaml");
        return inNpmrc
                || workspace.at("nodeLinker").present()
                || workspace.at("shamefullyHoist").present()
                || workspace.at("sharedWorkspaceLockfile").present();
    }

    /**
     * What makes the dependencies of the finished image in a stage of their own, so that a changed
     * source does not touch them; null where they have to be what is left of the build's.
     */
    @Nullable String installApart(String install) {
        boolean focuses = berry() && version != null && version.startsWith("4");
        return lockFile == null || kind == Kind.BUN
                ? null
                : focuses
                        ? "yarn workspaces focus --production"
                        : installProduction(withoutToolsAtTheTop(install));
    }

    /** npm keeps development tools of the top that are an optional peer of something else. */
    private String withoutToolsAtTheTop(String install) {
        return at.json("package.json").at("dependencies").keys().isEmpty()
                ? install.replace(TOP_OF_WORKSPACE, "")
                : install;
    }

    String run(String script) {
        return switch (kind) {
            case NPM -> script.equals("start") ? "npm start" : "npm run " + script;
            case PNPM -> "pnpm run " + script;
            case YARN -> "yarn run " + script;
            case BUN -> "bun run " + script;
        };
    }
}
