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
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.image.DockerfileText;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.JsSource;
import dev.autostack.protocol.Detection.SourcedVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Deno, by its configuration or lock, or by imports of an entry that only Deno understands. */
public final class DenoDetector implements StackDetector {
    static final String STACK = "deno";
    private static final int MAX_SCRIPTS = 24;
    private static final List<String> ENTRIES =
            List.of(
                    "main.ts",
                    "mod.ts",
                    "server.ts",
                    "app.ts",
                    "index.ts",
                    "src/main.ts",
                    "src/mod.ts",
                    "main.js",
                    "main.tsx",
                    "src/index.ts",
                    "server.tsx",
                    "index.tsx");

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
                List.of(
                        new Recognised.Framework(
                                "fresh", List.of("fresh", "@fresh/core", "fresh.gen.ts"), 8000),
                        new Recognised.Framework("oak", List.of("oak", "@oak/oak"), 8000),
                        new Recognised.Framework("hono", List.of("hono", "@hono/hono"), 8000)));
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        String config = tree.firstOf("deno.json", "deno.jsonc");
        String lock = tree.firstOf("deno.lock");
        String importer = config == null && lock == null ? importer(tree) : entryImporter(tree);
        if (config == null && lock == null && importer == null) {
            return List.of();
        }
        Tally tally = new Tally();
        String framework = framework(tree, config);
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

    /** The entry that imports as only Deno can, or null. */
    private static @Nullable String entryImporter(SourceTree tree) {
        for (String entry : ENTRIES) {
            if (tree.has(entry) && importsDeno(tree, entry)) {
                return entry;
            }
        }
        String modules = tree.firstOf("deps.ts", "src/deps.ts");
        return modules != null && importsDeno(tree, modules) ? modules : null;
    }

    /** What shows Deno where nothing configures it: entries, import maps, scripts at the top. */
    private static @Nullable String importer(SourceTree tree) {
        String entry = entryImporter(tree);
        if (entry != null) {
            return entry;
        }
        for (String map : List.of("import_map.json", "package.json")) {
            // An import map under the name of a Node.js manifest.
            if (tree.has(map)
                    && !tree.json(map).at("dependencies").present()
                    && tree.json(map).at("imports").fields().values().stream()
                            .anyMatch(target -> isDenoModule(target.textOr("")))) {
                return map;
            }
        }
        // Libraries begin with mod.ts, which may only export what stands in other files.
        boolean library = tree.has("mod.ts");
        int read = 0;
        for (String file : tree.files()) {
            if (RelativePath.depth(file) > (library ? 2 : 0) || read >= MAX_SCRIPTS) {
                break;
            }
            boolean script = file.endsWith(".ts") || file.endsWith(".tsx");
            if (script && !file.endsWith(".d.ts")) {
                read++;
                if (importsDeno(tree, file)) {
                    return file;
                }
            }
        }
        return null;
    }

    private static boolean importsDeno(SourceTree tree, String path) {
        String text = tree.head(path, 100_000);
        if (text == null) {
            return false;
        }
        JsSource source = new JsSource(text);
        return source.imports().stream().anyMatch(DenoDetector::isDenoModule)
                || source.calls("Deno");
    }

    private static boolean isDenoModule(String module) {
        return module.startsWith("jsr:")
                || module.startsWith("https://deno.land/")
                || module.startsWith("https://jsr.io/");
    }

    private static @Nullable String framework(SourceTree tree, @Nullable String config) {
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
        for (String entry : ENTRIES) {
            String text = tree.text(entry);
            if (text != null) {
                targets.addAll(new JsSource(text).imports());
            }
        }
        String deps = tree.text("deps.ts");
        if (deps != null) {
            targets.addAll(new JsSource(deps).imports());
        }
        if (tree.has("fresh.gen.ts") || tree.has("fresh.config.ts")) {
            return "fresh";
        }
        String[][] known = {
            {"fresh", "fresh"},
            {"@fresh/core", "fresh"},
            {"lume", "lume"},
            {"oak", "oak"},
            {"@oak/oak", "oak"},
            {"hono", "hono"},
            {"@hono/hono", "hono"},
            {"aleph", "aleph"},
            {"opine", "opine"}
        };
        for (String[] pair : known) {
            for (String target : targets) {
                if (target.matches(
                        "(?:(?:jsr:|npm:)?"
                                + java.util.regex.Pattern.quote(pair[0])
                                + "(?:[@/].*)?|https://deno\\.land/x/"
                                + java.util.regex.Pattern.quote(pair[0])
                                + "[@/].*)")) {
                    return pair[1];
                }
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
                        ? new SourcedVersion(set, "setting")
                        : tool == null ? new SourcedVersion("2", "default") : tool);
        Doc tasks = config == null ? Doc.nothing() : tree.json(config).at("tasks");
        String entry = tree.firstOf(ENTRIES.toArray(String[]::new));
        draft.install("deno install");
        draft.build(tasks.at("build").present() ? "deno task build" : null);
        String start = tasks.at("start").textOr("");
        Integer port = null;
        if (entry != null) {
            port = new JsSource(String.valueOf(tree.text(entry))).listenPort();
        }
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
