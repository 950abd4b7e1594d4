package dev.autostack.planner.node;

import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.DevServers;
import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.detect.Tally;
import dev.autostack.protocol.Detection.Warning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Node.js and Bun, by package.json; a lone server.js or index.js counts too. */
public final class NodeDetector implements StackDetector {
    static final String STACK = "node";

    /** Start scripts that serve pages while they are written: what is started is the page. */
    private static final Pattern PAGE_SERVER =
            Pattern.compile(
                    "(?:npx )?(?:ng serve|react-scripts start|vue-cli-service serve|vite)(?: [^&|;]*)?");

    private static final Pattern STARTS_SERVER =
            Pattern.compile(
                    "(?:NODE_ENV=\\w+ )?node (?:-r \\S+ |--\\S+ )*\\S*\\bserver(?:\\.[cm]?js)?");

    @Override
    public Recognised recognised() {
        return new Recognised(
                STACK,
                List.of(
                        "package.json",
                        "package.json5",
                        "server.js, index.js, app.js or main.js alone"),
                List.of(
                        ".nvmrc",
                        ".node-version",
                        ".tool-versions",
                        "mise.toml",
                        "package.json volta",
                        "package.json engines"),
                known().stream()
                        .map(f -> new Recognised.Framework(f.id(), f.packages(), null))
                        .toList());
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        String manifest = tree.firstOf("package.json", "package.json5");
        if (manifest == null) {
            return isMeteor(tree) ? List.of(meteor(tree)) : loneScript(tree);
        }
        NodeProject project = new NodeProject(tree, manifest);
        Tally tally = new Tally();
        NodePackageManager manager = NodePackageManager.of(tree, project.manifest());
        NodeFramework named = framework(project);
        String backend = tree.firstOf(ManifestRole.BACKEND_MANIFESTS.toArray(String[]::new));
        boolean assets = backend != null && ManifestRole.onlyBuildsAssets(project, named);
        boolean aside =
                assets
                        || named != null
                        || ManifestRole.onlyHoldsTools(project)
                        || ManifestRole.isLeftOver(project)
                        || ManifestRole.belongsToPage(project);
        NodeFramework imported = aside ? null : importedOnly(project);
        NodeFramework framework = named == null ? imported : named;
        if (framework != null && assets) {
            tally.add(manifest, "depends on " + name(project, framework), Tally.NAMED);
        } else if (framework == null) {
            tally.add(manifest, "is a Node.js manifest", Tally.MANIFEST);
        } else if (imported != null) {
            String module = imported(project, imported);
            tally.add(manifest, "is a Node.js manifest", Tally.MANIFEST);
            tally.add(
                    String.valueOf(project.entryThatImports(module)),
                    "imports " + module,
                    Tally.IMPORTED);
            tree.warn(
                    manifest,
                    new Warning(
                            "dependency_not_listed",
                            project.entryThatImports(module)
                                    + " imports "
                                    + module
                                    + ", which "
                                    + manifest
                                    + " does not list; the app will not start.",
                            "Add it to the dependencies (npm install "
                                    + module
                                    + ") and commit "
                                    + manifest
                                    + " and its lock file."));
        } else {
            // A bundler says how something is built, not what it is.
            boolean bundler = framework.level() == NodeFramework.Level.BUNDLER;
            tally.add(
                    manifest,
                    "depends on " + name(project, framework),
                    bundler ? Tally.MANIFEST : Tally.NAMED);
            for (String config : framework.configFiles()) {
                String path = ConfigFile.path(project, config);
                if (path != null) {
                    tally.add(path, "configures " + framework.id(), Tally.CONFIGURED);
                    break;
                }
            }
            for (String module : framework.packages()) {
                String entry = project.entryThatImports(module);
                if (entry != null) {
                    tally.add(entry, "imports " + module, Tally.IMPORTED);
                    break;
                }
            }
        }
        if (manager.lockFile() != null) {
            tally.add(manager.lockFile(), "is a lock file of " + manager.kind().id(), 5);
        }
        if (assets) {
            tally.add(manifest, "only builds assets beside " + backend, Tally.ONLY_ASSETS);
        } else if (ManifestRole.compiledFromOthers(tree)) {
            tally.add(manifest, "stands beside another language's sources only", Tally.ONLY_ASSETS);
        } else if (framework == null
                && backend == null
                && (ManifestRole.onlyHoldsTools(project) || ManifestRole.isLeftOver(project))) {
            tally.add(manifest, "only holds tools for development", Tally.ONLY_ASSETS);
        } else if (framework == null && ManifestRole.belongsToPage(project)) {
            tally.add(manifest, "belongs to the page beside it", Tally.ONLY_ASSETS);
        }
        return List.of(
                new Candidate(
                        STACK,
                        framework == null ? null : framework.id(),
                        tally,
                        request -> new NodePlan(project, manager, framework, request).make()));
    }

    private static String name(NodeProject project, NodeFramework framework) {
        String used = project.firstUsed(framework.packages());
        return used == null ? framework.id() : used;
    }

    private static boolean isMeteor(SourceTree tree) {
        return tree.has(".meteor/release") || tree.has(".meteor/packages");
    }

    /** Its oldest apps have no package.json. */
    private static Candidate meteor(SourceTree tree) {
        NodeProject project = new NodeProject(tree, "");
        return new Candidate(
                STACK,
                ServerFrameworks.METEOR.id(),
                new Tally().add(".meteor/release", "is made with Meteor", Tally.NAMED),
                request ->
                        new NodePlan(
                                        project,
                                        NodePackageManager.of(tree, project.manifest()),
                                        ServerFrameworks.METEOR,
                                        request)
                                .make());
    }

    private static List<Candidate> loneScript(SourceTree tree) {
        String script =
                tree.firstOf(
                        "server.js",
                        "index.js",
                        "app.js",
                        "main.js",
                        "server.mjs",
                        "index.mjs",
                        "server.ts",
                        "index.ts",
                        "app.ts",
                        "main.ts",
                        "src/server.js",
                        "src/index.js",
                        "src/app.js",
                        "src/main.js",
                        "src/server.ts",
                        "src/index.ts",
                        "src/main.ts");
        if (script == null
                || tree.firstOf(ManifestRole.BACKEND_MANIFESTS.toArray(String[]::new)) != null
                || tree.firstOf(ManifestRole.DENO_FILES.toArray(String[]::new)) != null) {
            return List.of();
        }
        NodeProject project = new NodeProject(tree, "");
        String server =
                ManifestRole.SERVER_MODULES.stream()
                        .filter(m -> project.entryThatImports(m) != null)
                        .findFirst()
                        .orElse(null);
        if (server == null && tree.has("index.html")) {
            // It belongs to the page.
            return List.of();
        }
        NodePackageManager manager = NodePackageManager.of(tree, project.manifest());
        Tally tally = new Tally().add(script, "is a script without a manifest", Tally.IMPORTED);
        NodeFramework framework = null;
        if (server != null) {
            tally.add(
                    String.valueOf(project.entryThatImports(server)),
                    "imports " + server,
                    Tally.IMPORTED);
            framework =
                    ServerFrameworks.ALL.stream()
                            .filter(f -> f.packages().contains(server))
                            .findFirst()
                            .orElse(null);
        }
        NodeFramework chosen = framework;
        return List.of(
                new Candidate(
                        STACK,
                        chosen == null ? null : chosen.id(),
                        tally,
                        request -> new NodePlan(project, manager, chosen, request).make()));
    }

    static List<NodeFramework> known() {
        List<NodeFramework> all = new ArrayList<>();
        all.addAll(MetaFrameworks.ALL);
        all.addAll(ServerFrameworks.ALL);
        all.addAll(SiteGenerators.ALL);
        all.addAll(UiFrameworks.ALL);
        return all;
    }

    /** The strongest framework in use: by level, then by the order of the lists. */
    private static @Nullable NodeFramework framework(NodeProject project) {
        if (isMeteor(project.tree())) {
            return ServerFrameworks.METEOR;
        }
        return known().stream()
                .filter(framework -> inUse(project, framework))
                .min(Comparator.comparing(NodeFramework::level))
                .orElse(null);
    }

    /** A server that an entry imports and the manifest forgets. */
    private static @Nullable NodeFramework importedOnly(NodeProject project) {
        return project.tree().share(STACK) < 0.2 || NodeWorkspace.describes(project.tree())
                ? null
                : ServerFrameworks.ALL.stream()
                        .filter(framework -> !framework.id().equals("json-server"))
                        .filter(framework -> !imported(project, framework).isEmpty())
                        .findFirst()
                        .orElse(null);
    }

    /** The package of the framework that an entry imports, or "". */
    private static String imported(NodeProject project, NodeFramework framework) {
        return framework.packages().stream()
                .filter(name -> project.entryThatImports(name) != null)
                .findFirst()
                .orElse("");
    }

    /** A bundler that neither a page nor a configuration nor a script asks for bundles nothing. */
    private static boolean bundles(NodeProject project, NodeFramework framework) {
        SourceTree tree = project.tree();
        return tree.firstOf("index.html", "src/index.html", "public/index.html", "app/index.html")
                        != null
                || framework.configFiles().stream()
                        .anyMatch(config -> ConfigFile.path(project, config) != null)
                || project.scripts().values().stream()
                        .anyMatch(script ->
                                framework.commands().stream()
                                        .anyMatch(command ->
                                                script.matches(
                                                        "(?s)(?:.*[\\s/&;])?"
                                                                + command
                                                                + "(?:\\s.*)?")));
    }

    /** Angular brings a small server of its own, written on Express, to render pages with. */
    private static boolean rendersAngular(NodeProject project, NodeFramework framework) {
        return framework.id().equals("express")
                && project.uses("@angular/core")
                && project.firstUsed(
                                List.of(
                                        "@angular/ssr",
                                        "@angular/platform-server",
                                        "@nguniversal/express-engine"))
                        != null;
    }

    private static boolean inUse(NodeProject project, NodeFramework framework) {
        String used = project.firstUsed(framework.packages());
        if (used == null) {
            return false;
        }
        boolean workspace = NodeWorkspace.namesMembers(project.tree());
        if (workspace
                && framework.level().compareTo(NodeFramework.Level.UI) >= 0
                && project.onlyForDevelopment(used)) {
            // Tools of all members, kept at the top.
            return false;
        }
        if (framework.level() == NodeFramework.Level.BUNDLER && !bundles(project, framework)) {
            return false;
        }
        if (framework.level() == NodeFramework.Level.UI && ManifestRole.isLeftOver(project)) {
            return false;
        }
        boolean builds =
                framework.level() == NodeFramework.Level.GENERATOR
                        && !workspace
                        && NodePlan.script(project, framework) != null
                        && project.entries().isEmpty();
        if (framework.level() == NodeFramework.Level.GENERATOR
                && !builds
                && project.onlyForDevelopment(used)
                && (workspace
                        || project.manifest().has("main")
                        || project.manifest().has("exports"))) {
            // It documents the packages; it is not what they are.
            return false;
        }
        if (framework.level() != NodeFramework.Level.SERVER) {
            return !(project.isPeer(used) && project.onlyForDevelopment(used));
        }
        boolean kept =
                project.needs(used)
                        || project.dependencies().keySet().stream()
                                .anyMatch(name -> name.startsWith("@" + framework.id() + "/"))
                        || (!workspace && project.entryThatImports(used) != null);
        if (!kept || rendersAngular(project, framework)) {
            return false;
        }
        // A UI project may keep a server library for a mock; its start script tells which it is.
        boolean hasUi =
                UiFrameworks.ALL.stream().anyMatch(ui -> project.firstUsed(ui.packages()) != null);
        if (!hasUi) {
            return true;
        }
        String start = project.script("start");
        boolean page = start != null && PAGE_SERVER.matcher(start).matches();
        return !page
                && (project.entryThatImports(used) != null
                        || (start != null && startsServer(project, start)));
    }

    /**
     * A server's own file by its name, started by Node itself: what it imports may wrap another.
     */
    private static boolean startsServer(NodeProject project, String start) {
        Matcher program = STARTS_SERVER.matcher(start.strip());
        return program.matches()
                && !DevServers.is(start, project.tree())
                && project.entries().keySet().stream()
                        .anyMatch(entry -> entry.matches("(?:src/)?server\\.[cm]?[jt]s"));
    }
}
