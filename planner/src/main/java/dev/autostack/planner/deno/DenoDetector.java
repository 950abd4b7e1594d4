package dev.autostack.planner.deno;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.detect.ToolVersions;
import dev.autostack.planner.image.DockerfileText;
import dev.autostack.planner.parse.Doc;
import dev.autostack.protocol.Detection.SourcedVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Deno, by its configuration or lock, or by imports of an entry that only Deno understands. */
public final class DenoDetector implements StackDetector {
    static final String STACK = "deno";

    /** Frameworks: name of the package, or of the module on deno.land, and the id. */
    private static final List<Map.Entry<String, String>> FRAMEWORKS =
            List.of(
                    Map.entry("fresh", "fresh"),
                    Map.entry("@fresh/core", "fresh"),
                    Map.entry("lume", "lume"),
                    Map.entry("danet", "danet"),
                    Map.entry("@danet/core", "danet"),
                    Map.entry("oak", "oak"),
                    Map.entry("@oak/oak", "oak"),
                    Map.entry("hono", "hono"),
                    Map.entry("@hono/hono", "hono"),
                    Map.entry("aleph", "aleph"),
                    Map.entry("ultra", "ultra"),
                    Map.entry("drash", "drash"),
                    Map.entry("alosaur", "alosaur"),
                    Map.entry("nhttp", "nhttp"),
                    Map.entry("@nhttp/nhttp", "nhttp"),
                    Map.entry("opine", "opine"),
                    Map.entry("abc", "abc"),
                    Map.entry("servest", "servest"),
                    Map.entry("attain", "attain"),
                    Map.entry("pogo", "pogo"),
                    Map.entry("express", "express"),
                    Map.entry("fastify", "fastify"));

    @Override
    public Recognised recognised() {
        return new Recognised(
                STACK,
                List.of(
                        "deno.json",
                        "deno.jsonc",
                        "deno.lock",
                        "import_map.json",
                        "a script at the top that imports from deno.land or jsr:, or calls Deno"),
                List.of(".tool-versions, mise.toml"),
                FRAMEWORKS.stream()
                        .map(Map.Entry::getValue)
                        .distinct()
                        .map(id -> new Recognised.Framework(id, packages(id), 8000))
                        .toList());
    }

    private static List<String> packages(String framework) {
        return FRAMEWORKS.stream()
                .filter(known -> known.getValue().equals(framework))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        String config = tree.firstOf("deno.json", "deno.jsonc");
        String lock = tree.firstOf("deno.lock");
        boolean configured = config != null || lock != null;
        // A repository with a Node.js manifest may keep a script for Deno somewhere.
        DenoSources sources = DenoSources.of(tree, !configured && !tree.has("package.json"));
        String importer = sources.importer();
        if (importer == null && !configured) {
            importer = importMap(tree);
        }
        if (config == null && lock == null && importer == null) {
            return List.of();
        }
        Tally tally = new Tally();
        String named = framework(tree, config, sources);
        // Functions without an entry import it each for themselves.
        String framework =
                named == null && configured
                        ? framework(tree, config, DenoSources.of(tree, true))
                        : named;
        if (config != null) {
            tally.add(
                    config,
                    framework == null ? "configures Deno" : "names " + framework,
                    framework == null ? Tally.MANIFEST : Tally.NAMED);
        }
        if (lock != null) {
            tally.add(lock, "is a lock file of Deno", config == null ? Tally.CONFIGURED : 5);
        }
        if (importer != null) {
            tally.add(
                    importer,
                    "is written for Deno",
                    config == null && lock == null ? Tally.MANIFEST : Tally.IMPORTED);
        }
        if (tree.has("package.json") && importer == null && framework == null) {
            tally.add("package.json", "is a Node.js manifest beside it", Tally.ONLY_ASSETS);
        }
        tally.addShare(tree, "node", true);
        return List.of(
                new Candidate(
                        STACK, framework, tally, request -> plan(request, config, framework)));
    }

    /** An import map that sends names to modules of Deno, be it under a Node.js manifest's name. */
    private static @Nullable String importMap(SourceTree tree) {
        for (String map : List.of("import_map.json", "package.json")) {
            if (tree.has(map)
                    && !tree.json(map).at("dependencies").present()
                    && tree.json(map).at("imports").fields().values().stream()
                            .anyMatch(target -> DenoSources.isDenoModule(target.textOr("")))) {
                return map;
            }
        }
        return null;
    }

    private static @Nullable String framework(
            SourceTree tree, @Nullable String config, DenoSources sources) {
        List<String> targets = new ArrayList<>();
        Doc manifest = config == null ? Doc.nothing() : tree.json(config);
        manifest.at("imports")
                .fields()
                .forEach((name, value) -> {
                    targets.add(name);
                    targets.add(value.textOr(""));
                });
        String map = manifest.at("importMap").string();
        if (map == null && config == null) {
            map = tree.firstOf("import_map.json", "package.json");
        }
        if (map != null) {
            tree.json(map.replaceFirst("^\\./", ""))
                    .at("imports")
                    .fields()
                    .forEach((name, value) -> targets.add(value.textOr("")));
        }
        targets.addAll(sources.modules());
        if (tree.has("fresh.gen.ts") || tree.has("fresh.config.ts")) {
            return "fresh";
        }
        for (Map.Entry<String, String> known : FRAMEWORKS) {
            Pattern module =
                    Pattern.compile(
                            "(?:(?:jsr:|npm:)/?|https?://(?:esm\\.sh|jsr\\.io|cdn\\.skypack\\.dev)/)?"
                                    + Pattern.quote(known.getKey())
                                    + "(?:[@/].*)?|https?://deno\\.land/x/"
                                    + Pattern.quote(known.getKey())
                                    + "[@/].*");
            if (targets.stream().anyMatch(module.asMatchPredicate())) {
                return known.getValue();
            }
        }
        return null;
    }

    private static BuildPlan plan(
            PlanRequest request, @Nullable String config, @Nullable String framework) {
        SourceTree tree = request.tree();
        PlanDraft draft = new PlanDraft(request);
        String set = request.overrides().runtimeVersion();
        SourcedVersion tool = ToolVersions.of(tree, "deno");
        if (tool == null) {
            tool = ToolVersions.file(tree, ".dvmrc");
        }
        draft.toolchain(
                "deno",
                set != null
                        ? new SourcedVersion(set, request.versionSource())
                        : tool == null ? new SourcedVersion("2", "default") : tool);
        Doc tasks = config == null ? Doc.nothing() : tree.json(config).at("tasks");
        String entry = tree.firstOf(DenoSources.ENTRIES.toArray(String[]::new));
        draft.install("deno install");
        draft.build(tasks.at("build").present() ? "deno task build" : null);
        String start = tasks.at("start").textOr("");
        Integer port = DenoSources.of(tree, false).port();
        draft.port(port == null ? 8000 : port);
        draft.health("/");
        if (!start.isEmpty() && !start.contains("--watch")) {
            draft.start(CommandLine.of("deno.json tasks.start", "deno", "task", "start"));
        } else if ("fresh".equals(framework)
                && entry != null
                && tasks.at("build").present()
                && tree.has("vite.config.ts")) {
            draft.start(CommandLine.of("fresh", "deno", "serve", "-A", "_fresh/server.js"));
        } else if (entry != null) {
            draft.start(CommandLine.of(entry, "deno", "run", "-A", entry));
        }
        if (draft.start() == null) {
            return draft.missing(
                    "start_command_missing",
                    "No start task and no main.ts was found.",
                    "Add a \"start\" task to deno.json, or set the start command.");
        }
        DockerfileText file = new DockerfileText(request);
        file.from("denoland/deno:2.5.6", "run");
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PORT", String.valueOf(draft.portOr(8000)));
        environment.put("DENO_DIR", "/deno-dir");
        file.env(environment);
        file.workdir("/app");
        file.copy(List.of("."), "./");
        file.buildVariables();
        file.runWithSecrets(
                List.of(),
                entry == null
                        ? String.valueOf(draft.install())
                        : "deno cache " + DockerfileText.quoted(entry));
        String build = draft.build();
        if (build != null) {
            file.runWithSecrets(List.of(), build);
        }
        file.run("chown -R 1000:1000 /deno-dir /app");
        file.user("1000:1000");
        file.expose(draft.portOr(8000));
        CommandLine command = draft.start();
        file.command(command == null ? List.of("deno") : command.arguments());
        return draft.done(file.toString(), "**/.git\n**/node_modules\n**/.env\n");
    }
}
