package dev.autostack.planner.node;

import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.image.DockerfileText;
import dev.autostack.planner.image.StaticServer;
import dev.autostack.planner.image.SystemPackages;
import dev.autostack.planner.parse.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Dockerfile of a Node project. */
final class NodeImage {
    /** Kept out of every build context: results, dependencies, and what must never be shipped. */
    static final String DOCKERIGNORE =
            """
            **/.git
            **/node_modules
            **/.env
            **/.env.local
            **/.env.*.local
            **/.next
            **/.nuxt
            **/.output
            **/.svelte-kit
            **/.turbo
            **/.cache
            **/npm-debug.log*
            **/.DS_Store
            """;

    private static final String ROOT = "/app";

    /** The user {@code node} of the official images. */
    private static final String UID = "1000:1000";

    private final PlanRequest request;
    private final NodeProject project;
    private final NodePackageManager manager;
    private final NodeVersion version;
    private final InstallInputs inputs;
    private final InstallCommands commands;
    private final SystemPackages packages;
    private final DockerfileText file;

    /** Makes the dependencies of the image in a stage of their own; null when the build's do. */
    private @Nullable String apart;

    NodeImage(
            PlanRequest request,
            NodeProject project,
            NodePackageManager manager,
            NodeVersion version) {
        this.request = request;
        this.project = project;
        this.manager = manager;
        this.version = version;
        this.inputs = new InstallInputs(project, manager);
        this.commands = new InstallCommands(request, project, manager, inputs);
        this.packages = NodeLibraries.of(project);
        this.file = new DockerfileText(request);
    }

    String process(
            @Nullable String install,
            @Nullable String build,
            NodeServing.Program process,
            StartCommand start,
            int port) {
        boolean keepsDev = startsWithDevelopmentDependency(start);
        if (build == null) {
            dependencies(commands.withModulesFolder(commands.inProduction(install, keepsDev)));
            if (install != null && inputs.isWorkspace()) {
                if (!inputs.needsAllSources()) {
                    file.copy(List.of("."), "./");
                }
                setAside(ROOT);
            }
        } else {
            apart = apart(install, keepsDev, process);
            builder(install, build);
            String prune =
                    apart != null || request.overrides().installCommand() != null || keepsDev
                            ? null
                            : manager.prune();
            if (prune != null && install != null && !shipsOwnModules(process)) {
                // Without a dependency that stays, package managers leave no folder to copy.
                file.runWithSecrets(
                        commands.caches(file), prune + " && mkdir -p " + ROOT + "/node_modules");
            }
            if (isStandalone(process)) {
                setAside(folder() + "/.next/standalone");
            } else if (process.shipped().isEmpty()) {
                setAside(ROOT);
            }
        }
        boolean bun = Words.of(start.shown()).contains("bun");
        if (bun && (install == null || manager.kind() != NodePackageManager.Kind.BUN)) {
            installTool("bun@1");
        }
        file.blank();
        file.from(version.image(), "run");
        file.install(packages.run());
        if (bun) {
            file.copyFrom("build", List.of("/usr/local/bin/bun"), "/usr/local/bin/bun");
        }
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("NODE_ENV", "production");
        environment.put("PORT", String.valueOf(port));
        environment.putAll(process.environment());
        environment.put("PATH", folder() + "/node_modules/.bin:" + rootBin() + "$PATH");
        file.env(environment);
        file.ownedWorkdir(folder(), UID);
        ship(build != null, process);
        file.user(UID);
        file.expose(port);
        file.command(start.arguments());
        return file.toString();
    }

    String files(
            @Nullable String install, @Nullable String build, NodeServing.Files files, int port) {
        builder(install, build);
        List<String> quoted = new ArrayList<>();
        files.folders().forEach(folder -> quoted.add(DockerfileText.quoted(folder)));
        String searched = String.join(" ", quoted);
        file.run(
                "for d in "
                        + searched
                        + "; do if [ -f \"$d/index.html\" ]; then mkdir -p /srv && cp -R \"$d\" /srv/site && exit 0;"
                        + " fi; done; echo 'The build made no index.html in any of: "
                        + String.join(", ", files.folders()).replace("'", "")
                        + ". Set the output directory of the project.' >&2; exit 1");
        file.blank();
        StaticServer.begin(
                file,
                port,
                files.routesInBrowser()
                        ? StaticServer.Fallback.INDEX
                        : StaticServer.Fallback.NOT_FOUND_PAGE,
                files.immutableFolders());
        file.copyFrom("build", List.of("/srv/site"), "/srv/site");
        StaticServer.end(file, port);
        return file.toString();
    }

    /** The project inside the image: below the workspace if it belongs to one. */
    private String folder() {
        String base = project.tree().base();
        String top = manager.at().base();
        String below =
                top.isEmpty() ? base : base.substring(Math.min(base.length(), top.length() + 1));
        return below.isEmpty() || base.equals(top) ? ROOT : RelativePath.join(ROOT, below);
    }

    private boolean inWorkspace() {
        return !folder().equals(ROOT);
    }

    private String rootBin() {
        return inWorkspace() ? ROOT + "/node_modules/.bin:" : "";
    }

    private void dependencies(@Nullable String install) {
        String production = apart;
        file.from(version.image(), production == null ? "build" : "base");
        file.workdir(ROOT);
        if (install == null) {
            return;
        }
        file.install(packages.build());
        file.env(NodeLibraries.environment(packages));
        manager();
        manifests();
        if (production != null) {
            file.blank();
            file.fromStage("base", "production");
            if (inWorkspace() && manager.berry()) {
                file.workdir(folder());
            }
            // Without a dependency that stays, package managers leave no folder to copy.
            file.runWithSecrets(
                    commands.caches(file),
                    commands.withoutGitHooks(production)
                            + " && mkdir -p "
                            + ROOT
                            + "/node_modules");
            file.blank();
            file.fromStage("base", "build");
        }
        file.runWithSecrets(commands.caches(file), commands.withoutGitHooks(install));
    }

    private @Nullable String apart(
            @Nullable String install, boolean keepsDev, NodeServing.Program process) {
        boolean wanted =
                install != null
                        && request.overrides().installCommand() == null
                        && !keepsDev
                        && (process.shipped().isEmpty()
                                || (process.shipped().contains("node_modules")
                                        && !inputs.isWorkspace()))
                        && inputs.modulesAreLeftAlone();
        return wanted ? manager.installApart(String.valueOf(install)) : null;
    }

    private void builder(@Nullable String install, @Nullable String build) {
        dependencies(install);
        if (install == null || !inputs.needsAllSources()) {
            file.copy(List.of("."), "./");
        }
        if (build != null) {
            file.buildVariables();
            neighbours(build);
            if (inWorkspace()) {
                file.workdir(folder());
            }
            OldBundler old = OldBundler.of(project, version);
            if (old != null) {
                file.env(old.environment());
            }
            SvelteAdapter adapter = SvelteAdapter.of(project);
            if (adapter != null) {
                file.runWithSecrets(commands.caches(file), adapter.replace(commands));
            }
            List<String> mounts = new ArrayList<>();
            if (project.uses("next")) {
                // It would ask the registry to complete the lock file of an image.
                file.env(Map.of("NEXT_IGNORE_INCORRECT_LOCKFILE", "1"));
                mounts.add(file.cache("next-" + slug(), folder() + "/.next/cache"));
            }
            file.runWithSecrets(mounts, build);
        }
    }

    /** Members of the workspace that the project imports from have to be built before it. */
    private void neighbours(String build) {
        if (!build.equals(manager.run("build"))) {
            return;
        }
        for (WorkspaceMembers.Member member : inputs.workspace().toBuildFirst()) {
            file.runWithSecrets(List.of(), commands.buildMember(member));
        }
    }

    private String slug() {
        String base = project.tree().base();
        return base.isEmpty() ? "app" : base.replaceAll("[^A-Za-z0-9]+", "-");
    }

    private void manager() {
        String wanted = manager.npmPackage();
        if (wanted != null) {
            installTool(wanted);
        }
        if (manager.berry()) {
            // One folder that Node reads by itself, and no copy of the packages beside it. A
            // committed cache is the project's own choice.
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("YARN_NODE_LINKER", "node-modules");
            if (!project.tree().hasDirectory(".yarn/cache")) {
                settings.put("YARN_ENABLE_GLOBAL_CACHE", "true");
            }
            file.env(settings);
        }
    }

    /** By npm and not by corepack: it takes the registry and the certificates that npm takes. */
    private void installTool(String npmPackage) {
        file.runWithSecrets(
                List.of(file.cache("npm", "/root/.npm")),
                "npm install --global --force " + npmPackage);
    }

    /** Puts all but the dependencies into /out: what changes often gets a layer of its own. */
    private void setAside(String folder) {
        StringBuilder without = new StringBuilder();
        if (apart != null) {
            for (String member : inputs.members()) {
                without.append(' ')
                        .append(
                                DockerfileText.quoted(
                                        "/out/" + RelativePath.parent(member) + "/node_modules"));
            }
        }
        file.run(
                "mkdir -p /out "
                        + folder
                        + "/node_modules && find "
                        + folder
                        + " -mindepth 1 -maxdepth 1 ! -name node_modules -exec cp -a -t /out {} +"
                        + (without.isEmpty() ? "" : " && rm -rf" + without));
    }

    private void manifests() {
        if (inputs.needsAllSources()) {
            file.copy(List.of("."), "./");
            return;
        }
        file.copy(inputs.manifests(), "./");
        for (String folder : inputs.folders()) {
            file.copy(List.of(folder), "./" + folder);
        }
        for (String member : inputs.members()) {
            file.copy(List.of(member), "./" + RelativePath.parent(member) + "/");
        }
    }

    private boolean startsWithDevelopmentDependency(StartCommand start) {
        String program = start.program();
        return project.onlyForDevelopment(program)
                || (program.equals("vite") && project.onlyForDevelopment("vite"))
                || start.shown().contains("ts-node")
                || start.shown().contains("tsx ");
    }

    private static boolean shipsOwnModules(NodeServing.Program process) {
        return !process.shipped().isEmpty() && !process.shipped().contains("node_modules");
    }

    private static boolean isStandalone(NodeServing.Program process) {
        return process.shipped().contains(".next/standalone");
    }

    private void ship(boolean built, NodeServing.Program process) {
        if (!built) {
            if (project.manifestFile().isEmpty()) {
                file.copyOwned(UID, List.of("."), "./");
                return;
            }
            if (inputs.isWorkspace()) {
                file.copyFromOwned(
                        "build", UID, List.of(ROOT + "/node_modules"), ROOT + "/node_modules");
                file.copyFromOwned("build", UID, List.of("/out"), ROOT);
            } else if (inputs.needsAllSources()) {
                file.copyFromOwned("build", UID, List.of(ROOT), ROOT);
            } else {
                file.copyFromOwned("build", UID, List.of(ROOT + "/node_modules"), "./node_modules");
                file.copyOwned(UID, List.of("."), "./");
            }
            return;
        }
        if (isStandalone(process)) {
            // Next.js lays it out like the workspace, from its top.
            file.copyFromOwned(
                    "build",
                    UID,
                    List.of(folder() + "/.next/standalone/node_modules"),
                    ROOT + "/node_modules");
            file.copyFromOwned("build", UID, List.of("/out"), ROOT);
            file.copyFromOwned("build", UID, List.of(folder() + "/.next/static"), "./.next/static");
            if (project.tree().hasDirectory("public")) {
                file.copyFromOwned("build", UID, List.of(folder() + "/public"), "./public");
            }
            return;
        }
        if (process.shipped().isEmpty()) {
            if (apart != null && inputs.isWorkspace()) {
                // Members have folders of dependencies, too.
                file.copyFromOwned("production", UID, List.of(ROOT), ROOT);
            } else {
                file.copyFromOwned(
                        apart == null ? "build" : "production",
                        UID,
                        List.of(ROOT + "/node_modules"),
                        ROOT + "/node_modules");
            }
            file.copyFromOwned("build", UID, List.of("/out"), ROOT);
            return;
        }
        for (String path : process.shipped()) {
            String stage = apart != null && path.equals("node_modules") ? "production" : "build";
            file.copyFromOwned(stage, UID, List.of(folder() + "/" + path), "./" + path);
        }
    }
}
