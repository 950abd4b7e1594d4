package dev.autostack.planner.node;

import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.DevServers;
import dev.autostack.planner.detect.Languages;
import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.files.RelativePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Node.js and Bun, by package.json; a lone server.js or index.js counts too. */
public final class NodeDetector implements StackDetector {
    static final String STACK = "node";

    private static final List<String> BACKEND_MANIFESTS =
            List.of(
                    "composer.json",
                    "Gemfile",
                    "manage.py",
                    "mix.exs",
                    "pom.xml",
                    "build.gradle",
                    "build.gradle.kts",
                    "go.mod",
                    "Cargo.toml",
                    "artisan",
                    "pyproject.toml",
                    "requirements.txt");

    /** What a repository keeps at its top to look after itself. */
    private static final Pattern TOOL =
            Pattern.compile(
                    "prettier.*|eslint.*|@eslint/.*|husky|lint-staged|@?commitlint.*|commitizen|cz-.*"
                            + "|conventional-.*|standard-version|semantic-release|@semantic-release/.*"
                            + "|@changesets/.*|lefthook|concurrently|npm-run-all|rimraf|typescript"
                            + "|lerna|turbo|nx");

    /** Start scripts that serve pages while they are written: what is started is the page. */
    private static final Pattern PAGE_SERVER =
            Pattern.compile(
                    "(?:npx )?(?:ng serve|react-scripts start|vue-cli-service serve|vite)(?: [^&|;]*)?");

    /** What a script that answers requests imports. */
    private static final List<String> SERVER_MODULES =
            List.of(
                    "express",
                    "fastify",
                    "koa",
                    "hono",
                    "socket.io",
                    "ws",
                    "http",
                    "https",
                    "node:http",
                    "node:https",
                    "net",
                    "node:net");

    /** Files of names that only Deno's projects give. */
    private static final List<String> DENO_FILES =
            List.of("deno.json", "deno.jsonc", "deno.lock", "deps.ts", "mod.ts", "import_map.json");

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
            return loneScript(tree);
        }
        NodeProject project = new NodeProject(tree, manifest);
        Tally tally = new Tally();
        NodePackageManager manager = NodePackageManager.of(tree, project.manifest());
        NodeFramework framework = framework(project);
        String backend = tree.firstOf(BACKEND_MANIFESTS.toArray(String[]::new));
        boolean assets = backend != null && onlyBuildsAssets(project, framework);
        if (framework != null && assets) {
            tally.add(manifest, "depends on " + name(project, framework), Tally.NAMED);
        } else if (framework == null) {
            tally.add(manifest, "is a Node.js manifest", Tally.MANIFEST);
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
        } else if (compiledFromOthers(tree)) {
            tally.add(manifest, "stands beside another language's sources only", Tally.ONLY_ASSETS);
        } else if (framework == null && backend == null && onlyHoldsTools(project)) {
            tally.add(manifest, "only holds tools for development", Tally.ONLY_ASSETS);
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
                || tree.firstOf(BACKEND_MANIFESTS.toArray(String[]::new)) != null
                || tree.firstOf(DENO_FILES.toArray(String[]::new)) != null) {
            return List.of();
        }
        NodeProject project = new NodeProject(tree, "");
        String server =
                SERVER_MODULES.stream()
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

    private static boolean onlyBuildsAssets(
            NodeProject project, @Nullable NodeFramework framework) {
        if (framework != null && framework.level() == NodeFramework.Level.SERVER) {
            return false;
        }
        // A page library beside another language's server is that server's front end.
        boolean page =
                framework != null && framework.level().compareTo(NodeFramework.Level.UI) >= 0;
        boolean server =
                project.tree()
                                .firstOf(
                                        "composer.json",
                                        "Gemfile",
                                        "manage.py",
                                        "mix.exs",
                                        "pom.xml",
                                        "build.gradle",
                                        "build.gradle.kts",
                                        "go.mod",
                                        "Cargo.toml",
                                        "artisan")
                        != null;
        String start = project.script("start");
        boolean starts = start != null && !DevServers.is(start, project.tree());
        return (page && server) || (!starts && !project.manifest().has("main"));
    }

    /** True when the sources are all in a language that is turned into JavaScript, or in others. */
    private static boolean compiledFromOthers(SourceTree tree) {
        return tree.share(STACK) == 0
                && tree.firstOf(
                                "deps.edn",
                                "project.clj",
                                "shadow-cljs.edn",
                                "elm.json",
                                "build.sbt")
                        != null;
    }

    /** Commit hooks and formatters at the top of a repository of another language. */
    private static boolean onlyHoldsTools(NodeProject project) {
        String start = project.script("start");
        boolean starts = start != null && !start.matches("(?:ba|z)?sh .*|docker.*|make .*");
        SourceTree tree = project.tree();
        if (starts
                || project.script("build") != null
                || !project.dependencies().keySet().stream().allMatch(TOOL.asMatchPredicate())
                || project.manifest().has("bin")
                || project.manifest().has("exports")) {
            return false;
        }
        boolean deno = tree.firstOf(DENO_FILES.toArray(String[]::new)) != null;
        if (!project.entries().isEmpty()) {
            return deno && project.dependencies().isEmpty();
        }
        boolean workspace =
                project.manifest().has("workspaces")
                        || tree.firstOf(
                                        "pnpm-workspace.yaml",
                                        "lerna.json",
                                        "nx.json",
                                        "turbo.json")
                                != null;
        boolean members =
                tree.files().stream()
                        .filter(file -> RelativePath.name(file).equals("package.json"))
                        .anyMatch(file -> RelativePath.depth(file) > 0 && !Languages.isAside(file));
        return deno || (members ? !workspace : tree.share(STACK) < 0.2);
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
        if (project.tree().has(".meteor/packages")) {
            return ServerFrameworks.METEOR;
        }
        return known().stream()
                .filter(framework -> inUse(project, framework))
                .min(Comparator.comparing(NodeFramework::level))
                .orElse(null);
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
        boolean workspace =
                project.manifest().at("workspaces").present()
                        || project.tree().has("pnpm-workspace.yaml");
        if (workspace
                && framework.level().compareTo(NodeFramework.Level.UI) >= 0
                && project.onlyForDevelopment(used)) {
            // Tools of all members, kept at the top.
            return false;
        }
        if (framework.level() == NodeFramework.Level.GENERATOR
                && project.onlyForDevelopment(used)
                && (project.manifest().at("workspaces").present()
                        || project.tree().has("pnpm-workspace.yaml")
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
        return !page && project.entryThatImports(used) != null;
    }
}
