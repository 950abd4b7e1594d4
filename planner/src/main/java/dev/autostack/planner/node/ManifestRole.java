package dev.autostack.planner.node;

import dev.autostack.planner.detect.DevServers;
import dev.autostack.planner.detect.Languages;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a package.json is there for, when it is not an app of its own. */
final class ManifestRole {
    /** What an app's server in another language has at its top. */
    private static final List<String> SERVER_MANIFESTS =
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
                    "wp-config.php",
                    "functions.php");

    /** Those, and what tools and single scripts have too. */
    static final List<String> BACKEND_MANIFESTS =
            Stream.concat(
                            SERVER_MANIFESTS.stream(),
                            Stream.of("index.php", "pyproject.toml", "requirements.txt"))
                    .toList();

    /** What a repository keeps at its top to look after itself. */
    private static final Pattern TOOL =
            Pattern.compile(
                    "prettier.*|eslint.*|@eslint/.*|husky|lint-staged|@?commitlint.*|commitizen|cz-.*"
                            + "|conventional-.*|standard-version|semantic-release|@semantic-release/.*"
                            + "|@changesets/.*|lefthook|concurrently|npm-run-all|rimraf|typescript"
                            + "|lerna|turbo|nx");

    /** Scripts that start what stands in other folders. */
    private static final Pattern STARTS_OTHERS =
            Pattern.compile(
                    "(?:(?:ba|z)?sh|docker|docker-compose|make|concurrently|run-p|npx concurrently) .*"
                            + "|npm-run-all (?:-p|--parallel) .*|cd \\S+ ?&&.*"
                            + "|(?:npm|yarn|pnpm) .*(?:--prefix|--cwd|-C|--dir)[ =].*");

    /** Scripts that show the files of a page as they are. */
    private static final Pattern SHOWS_FILES =
            Pattern.compile(
                    "(?:npx )?(?:http-server|serve|live-server|lite-server|open|start)(?: .*)?");

    /** What a script that answers requests imports. */
    static final List<String> SERVER_MODULES =
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
    static final List<String> DENO_FILES =
            List.of("deno.json", "deno.jsonc", "deno.lock", "deps.ts", "mod.ts", "import_map.json");

    /** Manifests of apps in folders, where the top may only look like one. */
    private static final Set<String> MANIFESTS_BELOW =
            Set.of(
                    "package.json",
                    "pom.xml",
                    "build.gradle",
                    "requirements.txt",
                    "pyproject.toml",
                    "composer.json",
                    "Gemfile",
                    "go.mod",
                    "Cargo.toml",
                    "manage.py");

    private ManifestRole() {}

    static boolean onlyBuildsAssets(NodeProject project, @Nullable NodeFramework framework) {
        if (framework != null && framework.level() == NodeFramework.Level.SERVER) {
            return false;
        }
        // A page library beside another language's server is that server's front end.
        boolean page =
                framework != null && framework.level().compareTo(NodeFramework.Level.UI) >= 0;
        boolean server = project.tree().firstOf(SERVER_MANIFESTS.toArray(String[]::new)) != null;
        String start = project.script("start");
        boolean starts = start != null && !DevServers.is(start, project.tree());
        // npm writes main: index.js into every manifest, whether there is such a file or not.
        String main = project.manifest().at("main").textOr("").replaceFirst("^\\./", "");
        boolean library = project.tree().has(main) || project.tree().has(main + ".js");
        return (page && server) || (!starts && !library);
    }

    /** True when the sources are all in a language that is turned into JavaScript, or in others. */
    static boolean compiledFromOthers(SourceTree tree) {
        return tree.share(NodeDetector.STACK) == 0
                && tree.firstOf(
                                "deps.edn",
                                "project.clj",
                                "shadow-cljs.edn",
                                "elm.json",
                                "build.sbt")
                        != null;
    }

    /** Commit hooks and formatters at the top of a repository of another language. */
    static boolean onlyHoldsTools(NodeProject project) {
        String start = project.script("start");
        boolean starts = start != null && !STARTS_OTHERS.matcher(start).matches();
        SourceTree tree = project.tree();
        String build = project.script("build");
        boolean builds = build != null && !STARTS_OTHERS.matcher(build).matches();
        if (starts
                || builds
                || !project.dependencies().keySet().stream().allMatch(TOOL.asMatchPredicate())
                || project.manifest().has("bin")
                || project.manifest().has("exports")) {
            return false;
        }
        boolean deno = tree.firstOf(DENO_FILES.toArray(String[]::new)) != null;
        if (hasProgram(project)) {
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
        return deno || (members ? !workspace : tree.share(NodeDetector.STACK) < 0.2);
    }

    /** An entry that is its own, not one of a folder with a manifest. */
    private static boolean hasProgram(NodeProject project) {
        return project.entries().keySet().stream()
                .map(RelativePath::parent)
                .anyMatch(folder ->
                        folder.isEmpty() || !project.tree().has(folder + "/package.json"));
    }

    /** A few dependencies and nothing to do with them: an install in the wrong folder. */
    static boolean isLeftOver(NodeProject project) {
        SourceTree tree = project.tree();
        return project.dependencies().size() < 6
                && project.scripts().keySet().stream()
                        .noneMatch(name ->
                                name.matches("(?:start|build|dev|serve|watch|test)(?::.*)?"))
                && !project.manifest().has("workspaces")
                && !project.manifest().has("peerDependencies")
                && !project.manifest().has("exports")
                && !project.manifest().has("bin")
                && !tree.hasDirectory("src")
                && tree.firstOf(
                                "index.html",
                                "public/index.html",
                                "app/index.html",
                                "angular.json",
                                "nx.json",
                                "pnpm-workspace.yaml",
                                "lerna.json",
                                "turbo.json")
                        == null
                && !hasProgram(project)
                && tree.files().stream()
                        .anyMatch(file ->
                                RelativePath.depth(file) > 0
                                        && MANIFESTS_BELOW.contains(RelativePath.name(file))
                                        && !Languages.isAside(file));
    }

    /** A manifest beside a finished page, for its style sheets or a way to look at it. */
    static boolean belongsToPage(NodeProject project) {
        String start = project.script("start");
        boolean starts =
                start != null
                        && !DevServers.is(start, project.tree())
                        && !SHOWS_FILES.matcher(start).matches();
        return project.tree().has("index.html")
                && !starts
                && project.script("build") == null
                && SERVER_MODULES.stream().noneMatch(project::uses)
                // A script of a page imports its neighbours at most.
                && project.entries().values().stream()
                        .flatMap(entry -> entry.imports().stream())
                        .allMatch(module -> module.startsWith(".") || module.startsWith("http"));
    }
}
