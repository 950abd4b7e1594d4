package dev.autostack.planner.elixir;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.Procfile;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.ToolVersions;
import dev.autostack.planner.image.DockerfileText;
import dev.autostack.planner.parse.HashTokens;
import dev.autostack.planner.parse.Token;
import dev.autostack.protocol.Detection.SourcedVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A release of Mix, which brings Erlang with it (hexdocs.pm/mix, Mix.Tasks.Release). */
final class ElixirPlan {
    private static final String DEFAULT = "1.18";

    /** The Debian that the image of the default version is made of. */
    private static final String DEFAULT_SYSTEM = "debian:bookworm-slim";

    /** Releases are there since 1.9. */
    private static final Pattern NAMED = Pattern.compile("v?(1\\.(?:9|[1-9][0-9]))(?:\\..*|-.*)?");

    private static final Pattern BY_MIX = Pattern.compile("(?s).*\\bmix\\b.*");

    private final PlanRequest request;
    private final SourceTree tree;
    private final boolean phoenix;
    private final Set<String> names;
    private final PlanDraft draft;

    ElixirPlan(PlanRequest request, @Nullable String framework, Set<String> names) {
        this.request = request;
        this.tree = request.tree();
        this.phoenix = "phoenix".equals(framework);
        this.names = names;
        this.draft = new PlanDraft(request);
    }

    BuildPlan make() {
        SourcedVersion version = version();
        draft.toolchain("mix", version);
        draft.install("mix deps.get --only prod");
        List<String> build = new ArrayList<>(assets());
        build.add("mix release --overwrite");
        draft.build(String.join(" && ", build));
        draft.port(4000);
        draft.health("/");
        start();
        if (names.contains("postgrex")) {
            draft.datastore("postgres");
        }
        if (names.contains("myxql")) {
            draft.datastore("mysql");
        }
        if (phoenix) {
            draft.variable("SECRET_KEY_BASE");
        }
        CommandLine start = draft.start();
        return start == null
                ? draft.missing(
                        "start_command_missing",
                        "mix.exs names no app.",
                        "Set the start command of the project.")
                : draft.done(
                        dockerfile(series(version), start),
                        "**/.git\n**/_build\n**/deps\n**/node_modules\n**/.env\n");
    }

    private SourcedVersion version() {
        String set = request.overrides().runtimeVersion();
        SourcedVersion tool = ToolVersions.of(tree, "elixir");
        return set != null
                ? new SourcedVersion(set, request.versionSource())
                : tool == null ? new SourcedVersion(DEFAULT, "default") : tool;
    }

    /** Major and minor, as the tags of the images are named. */
    private String series(SourcedVersion version) {
        Matcher named = NAMED.matcher(version.value().strip());
        if (named.matches()) {
            return named.group(1);
        }
        draft.warn(
                "version_not_understood",
                "The Elixir version \""
                        + version.value().strip()
                        + "\" of "
                        + version.source()
                        + " has no image that makes releases; "
                        + DEFAULT
                        + " is used.",
                "Write a version from 1.9 on, such as " + DEFAULT + ".");
        return DEFAULT;
    }

    /** A Procfile that calls Mix is for a machine with the sources; the image holds a release. */
    private void start() {
        String app = app(tree.text("mix.exs"));
        if (app == null) {
            return;
        }
        CommandLine release = CommandLine.of("mix.exs", "/app/bin/" + app, "start");
        String web = Procfile.web(tree);
        if (web == null
                || request.overrides().startCommand() != null
                || !BY_MIX.matcher(web).matches()) {
            draft.start(release);
            return;
        }
        draft.startInstead(release);
        if (web.contains("migrate")) {
            draft.warn(
                    "migrations_not_run",
                    "The Procfile migrates the database by Mix, which a release does not hold; nothing migrates it.",
                    "Add a module for it as Phoenix's guide on releases shows, and set the start command to run it first.");
        }
    }

    /** Since Phoenix 1.6 an alias of the project; before, a script of npm and a digest. */
    private List<String> assets() {
        String mix = tree.text("mix.exs");
        if (!phoenix || mix == null) {
            return List.of();
        }
        if (HashTokens.of(mix).stream().anyMatch(token -> token.text().equals("assets.deploy"))) {
            return List.of("mix assets.deploy");
        }
        return bundledByNpm()
                ? List.of(
                        "npm --prefix assets install",
                        "NODE_OPTIONS=--openssl-legacy-provider npm --prefix assets run deploy",
                        "mix phx.digest")
                : List.of();
    }

    private boolean bundledByNpm() {
        return phoenix && tree.json("assets/package.json").at("scripts", "deploy").string() != null;
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

    private String dockerfile(String series, CommandLine start) {
        String image = "elixir:" + series + "-slim";
        DockerfileText file = new DockerfileText(request);
        file.from(image, "build");
        file.env(Map.of("MIX_ENV", "prod"));
        file.workdir("/src");
        String compilers =
                bundledByNpm() ? "build-essential git nodejs npm" : "build-essential git";
        file.runWithSecrets(
                List.of(),
                "apt-get update && apt-get install -y --no-install-recommends "
                        + compilers
                        + " && rm -rf /var/lib/apt/lists/* && mix local.hex --force && mix local.rebar --force");
        file.copy(List.of("."), "./");
        file.runWithSecrets(
                List.of(file.cache("hex", "/root/.hex")), String.valueOf(draft.install()));
        file.buildVariables();
        file.runWithSecrets(List.of(), "mix compile && " + draft.build() + " --path /out");
        file.blank();
        // Of another version only its own image is sure to have the libraries that Erlang was built
        // with.
        file.from(series.equals(DEFAULT) ? DEFAULT_SYSTEM : image, "run");
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
        return file.toString();
    }
}
