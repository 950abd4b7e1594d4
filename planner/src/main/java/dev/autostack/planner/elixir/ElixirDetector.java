package dev.autostack.planner.elixir;

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
import dev.autostack.planner.parse.HashTokens;
import dev.autostack.planner.parse.Token;
import dev.autostack.protocol.Detection.SourcedVersion;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Elixir, by mix.exs; umbrella projects by the mix.exs of their apps. */
public final class ElixirDetector implements StackDetector {
    static final String STACK = "elixir";

    @Override
    public Recognised recognised() {
        return new Recognised(
                STACK,
                List.of("mix.exs"),
                List.of(".tool-versions, mise.toml"),
                List.of(
                        new Recognised.Framework("phoenix", List.of("phoenix"), 4000),
                        new Recognised.Framework(
                                "plug", List.of("bandit", "plug_cowboy", "plug"), 4000)));
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        if (!tree.has("mix.exs")) {
            return List.of();
        }
        Set<String> names = new LinkedHashSet<>(dependencies(tree.text("mix.exs")));
        for (String file : tree.files()) {
            if (file.startsWith("apps/")
                    && RelativePath.depth(file) == 2
                    && file.endsWith("/mix.exs")) {
                names.addAll(dependencies(tree.text(file)));
            }
        }
        String framework =
                names.contains("phoenix")
                        ? "phoenix"
                        : names.contains("bandit")
                                        || names.contains("plug_cowboy")
                                        || names.contains("plug")
                                ? "plug"
                                : null;
        Tally tally = new Tally();
        tally.add(
                "mix.exs",
                framework == null ? "is a Mix manifest" : "depends on " + framework,
                framework == null ? Tally.MANIFEST : Tally.NAMED);
        if (tree.has("mix.lock")) {
            tally.add("mix.lock", "is a lock file of Mix", 5);
        }
        tally.addShare(tree, STACK, framework != null);
        return List.of(
                new Candidate(STACK, framework, tally, request -> plan(request, framework, names)));
    }

    /** The first name of each tuple {@code {:phoenix, "~> 1.7"}}. */
    private static Set<String> dependencies(@Nullable String text) {
        Set<String> names = new LinkedHashSet<>();
        List<Token> tokens = text == null ? List.of() : HashTokens.of(text);
        for (int i = 0; i + 3 < tokens.size(); i++) {
            if (tokens.get(i).isSymbol("{")
                    && tokens.get(i + 1).isSymbol(":")
                    && tokens.get(i + 3).isSymbol(",")) {
                names.add(tokens.get(i + 2).text());
            }
        }
        return names;
    }

    private static @Nullable String app(@Nullable String text) {
        List<Token> tokens = text == null ? List.of() : HashTokens.of(text);
        for (int i = 0; i + 3 < tokens.size(); i++) {
            if (tokens.get(i).isName("app")
                    && tokens.get(i + 1).isSymbol(":")
                    && tokens.get(i + 2).isSymbol(":")) {
                return tokens.get(i + 3).text();
            }
        }
        return null;
    }

    private static BuildPlan plan(
            PlanRequest request, @Nullable String framework, Set<String> names) {
        SourceTree tree = request.tree();
        PlanDraft draft = new PlanDraft(request);
        String set = request.overrides().runtimeVersion();
        SourcedVersion tool = ToolVersions.of(tree, "elixir");
        draft.toolchain(
                "mix",
                set != null
                        ? new SourcedVersion(set, request.versionSource())
                        : tool == null ? new SourcedVersion("1.18", "default") : tool);
        draft.install("mix deps.get --only prod");
        boolean assets = "phoenix".equals(framework) && tree.hasDirectory("assets");
        String app = app(tree.text("mix.exs"));
        draft.build((assets ? "mix assets.deploy && " : "") + "mix release --overwrite");
        draft.port(4000);
        draft.health("/");
        if (app != null) {
            draft.start(CommandLine.of("mix.exs", "/app/bin/" + app, "start"));
        }
        if (names.contains("postgrex")) {
            draft.datastore("postgres");
        }
        if (names.contains("myxql")) {
            draft.datastore("mysql");
        }
        if ("phoenix".equals(framework)) {
            draft.variable("SECRET_KEY_BASE");
        }
        CommandLine start = draft.start();
        if (start == null) {
            return draft.missing(
                    "start_command_missing",
                    "mix.exs names no app.",
                    "Set the start command of the project.");
        }
        DockerfileText file = new DockerfileText(request);
        file.from("elixir:1.18-slim", "build");
        file.env(Map.of("MIX_ENV", "prod"));
        file.workdir("/src");
        file.runWithSecrets(
                List.of(),
                "apt-get update && apt-get install -y --no-install-recommends build-essential git && rm -rf /var/lib/apt/lists/* && mix local.hex --force && mix local.rebar --force");
        file.copy(List.of("."), "./");
        file.runWithSecrets(
                List.of(file.cache("hex", "/root/.hex")), String.valueOf(draft.install()));
        file.buildVariables();
        file.runWithSecrets(List.of(), "mix compile && " + draft.build() + " --path /out");
        file.blank();
        file.from("debian:bookworm-slim", "run");
        file.runWithSecrets(
                List.of(),
                "apt-get update && apt-get install -y --no-install-recommends libstdc++6 openssl libncurses6 locales ca-certificates && rm -rf /var/lib/apt/lists/*");
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("LANG", "C.UTF-8");
        environment.put("MIX_ENV", "prod");
        environment.put("PHX_SERVER", "true");
        environment.put("RELEASE_TMP", "/tmp");
        environment.put("PORT", String.valueOf(draft.portOr(4000)));
        file.env(environment);
        file.workdir("/app");
        file.copyFromOwned("build", "1000:1000", List.of("/out"), "/app");
        file.user("1000:1000");
        file.expose(draft.portOr(4000));
        file.command(start.arguments());
        return draft.done(
                file.toString(), "**/.git\n**/_build\n**/deps\n**/node_modules\n**/.env\n");
    }
}
