package dev.autostack.planner.ruby;

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
import dev.autostack.planner.parse.VersionRange;
import dev.autostack.protocol.Detection.SourcedVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ruby, by Gemfile or gems.rb, a gemspec, or config.ru. */
public final class RubyDetector implements StackDetector {
    static final String STACK = "ruby";
    private static final List<String> OFFERED = List.of("3.4", "3.3", "3.2", "3.1", "3.0", "2.7");
    private static final String DOCKERIGNORE =
            "**/.git\n**/node_modules\n**/.env\n**/.env.local\n**/log/*\n**/tmp/*\n**/.bundle\nvendor/bundle\nconfig/master.key\n";

    private record Framework(String id, List<String> gems, int port) {}

    private static final Framework SINATRA = new Framework("sinatra", List.of("sinatra"), 4567);

    private static final List<Framework> FRAMEWORKS =
            List.of(
                    new Framework("rails", List.of("rails", "railties"), 3000),
                    new Framework(
                            "hanami",
                            List.of("hanami", "hanami-router", "hanami-api", "lotusrb"),
                            2300),
                    new Framework("rage", List.of("rage-rb"), 3000),
                    new Framework("pakyow", List.of("pakyow"), 3000),
                    new Framework("goliath", List.of("goliath"), 9000),
                    new Framework("padrino", List.of("padrino"), 3000),
                    new Framework("grape", List.of("grape"), 9292),
                    new Framework("roda", List.of("roda"), 9292),
                    new Framework("cuba", List.of("cuba"), 9292),
                    new Framework("camping", List.of("camping"), 3301),
                    SINATRA,
                    new Framework("rack", List.of("rack"), 9292));

    @Override
    public Recognised recognised() {
        return new Recognised(
                STACK,
                List.of("Gemfile", "gems.rb", "*.gemspec", "config.ru", "*.rb"),
                List.of(".tool-versions, mise.toml", ".ruby-version", "Gemfile"),
                FRAMEWORKS.stream()
                        .map(f -> new Recognised.Framework(f.id(), f.gems(), f.port()))
                        .toList());
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        Gemfile gemfile = Gemfile.of(tree);
        String spec =
                tree.namesIn("").stream()
                        .filter(n -> n.endsWith(".gemspec"))
                        .findFirst()
                        .orElse(null);
        boolean sources = tree.namesIn("").stream().anyMatch(n -> n.endsWith(".rb"));
        if (gemfile.file() == null && spec == null && !tree.has("config.ru") && !sources) {
            return tree.share(STACK) < 0.5
                    ? List.of()
                    : List.of(
                            new Candidate(
                                    STACK,
                                    null,
                                    new Tally().addShare(tree, STACK, false),
                                    request -> plan(request, null, Gemfile.of(request.tree()))));
        }
        Tally tally = new Tally();
        Framework framework = framework(tree, gemfile, tally);
        if (framework == null) {
            String manifest =
                    gemfile.file() != null
                            ? gemfile.file()
                            : spec != null ? spec : tree.has("config.ru") ? "config.ru" : null;
            if (manifest == null) {
                tally.add("*.rb", "is a Ruby script at the top", 15);
            } else {
                tally.add(manifest, "is a Ruby manifest", Tally.MANIFEST);
            }
        }
        tally.addShare(tree, STACK, framework != null);
        return List.of(
                new Candidate(
                        STACK,
                        framework == null ? null : framework.id(),
                        tally,
                        request -> plan(request, framework, gemfile)));
    }

    private static @Nullable Framework framework(SourceTree tree, Gemfile gemfile, Tally tally) {
        for (Framework known : FRAMEWORKS) {
            for (String gem : known.gems()) {
                if (gemfile.has(gem)) {
                    tally.add(String.valueOf(gemfile.file()), "names the gem " + gem, Tally.NAMED);
                    if (known.id().equals("rails") && tree.has("config/application.rb")) {
                        tally.add("config/application.rb", "configures Rails", Tally.CONFIGURED);
                    }
                    return known.id().equals("rack") && !tree.has("config.ru") ? null : known;
                }
            }
        }
        if (tree.has("config/application.rb") && tree.has("bin/rails")) {
            tally.add("config/application.rb", "configures Rails", Tally.NAMED);
            return FRAMEWORKS.getFirst();
        }
        for (String file : tree.namesIn("")) {
            String text =
                    file.endsWith(".rb") || file.equals("config.ru")
                            ? tree.head(file, 30_000)
                            : null;
            if (text != null
                    && dev.autostack.planner.parse.HashTokens.of(text).stream()
                            .anyMatch(t ->
                                    t.isString()
                                            && (t.text().equals("sinatra")
                                                    || t.text().equals("sinatra/base")))) {
                tally.add(file, "requires sinatra", Tally.MANIFEST + Tally.IMPORTED);
                return SINATRA;
            }
        }
        return null;
    }

    private static BuildPlan plan(
            PlanRequest request, @Nullable Framework framework, Gemfile gemfile) {
        SourceTree tree = request.tree();
        PlanDraft draft = new PlanDraft(request);
        String image = version(draft, gemfile);
        draft.install(gemfile.file() == null ? null : "bundle install");
        Map<String, String> locked = Gemfile.locked(tree);
        boolean rails = framework != null && framework.id().equals("rails");
        if (rails
                && (locked.containsKey("sprockets-rails")
                        || locked.containsKey("propshaft")
                        || gemfile.has("sprockets-rails")
                        || gemfile.has("propshaft")
                        || tree.hasDirectory("app/assets"))) {
            draft.build("SECRET_KEY_BASE_DUMMY=1 bundle exec rails assets:precompile");
        } else if (framework != null && framework.id().equals("hanami")) {
            draft.build(
                    tree.hasDirectory("app/assets") ? "bundle exec hanami assets compile" : null);
        }
        int port = draft.portOr(framework == null ? 9292 : framework.port());
        draft.port(port);
        draft.start(start(tree, framework, gemfile, port));
        String railsVersion =
                locked.getOrDefault("rails", gemfile.gems().getOrDefault("rails", ""));
        VersionRange range = VersionRange.parse(railsVersion);
        boolean up =
                rails
                        && range != null
                        && !range.allowsMajor(6)
                        && (range.allowsMinor(7, 1)
                                || range.allowsMinor(7, 2)
                                || range.allowsMajor(8));
        draft.health(up ? "/up" : "/");
        hints(gemfile, locked, draft, rails);
        if (draft.start() == null) {
            return draft.missing(
                    "start_command_missing",
                    "No entry was found: looked for config.ru, app.rb, main.rb and a Procfile.",
                    "Add a Procfile with a web line, or set the start command of the project.");
        }
        return draft.done(dockerfile(draft, image, gemfile, rails), DOCKERIGNORE);
    }

    private static String version(PlanDraft draft, Gemfile gemfile) {
        PlanRequest request = draft.request();
        SourceTree tree = request.tree();
        String set = request.overrides().runtimeVersion();
        SourcedVersion shown =
                set == null
                        ? ToolVersions.file(tree, ".ruby-version")
                        : new SourcedVersion(set, request.versionSource());
        if (shown == null) {
            shown = ToolVersions.of(tree, "ruby");
        }
        if (shown == null && gemfile.ruby() != null) {
            shown = new SourcedVersion(gemfile.ruby(), "Gemfile");
        }
        String chosen = OFFERED.get(1);
        if (shown != null) {
            VersionRange range =
                    VersionRange.parse(
                            shown.value().replaceFirst("^ruby-", "").replaceFirst("-p\\d+$", ""));
            for (String offered : OFFERED) {
                if (range != null
                        && range.allowsMinor(offered.charAt(0) - '0', offered.charAt(2) - '0')) {
                    chosen = offered;
                    break;
                }
            }
        }
        draft.toolchain(
                gemfile.file() == null ? null : "bundler",
                shown == null ? new SourcedVersion(chosen, "default") : shown);
        return "ruby:" + chosen + "-slim";
    }

    private static @Nullable CommandLine start(
            SourceTree tree, @Nullable Framework framework, Gemfile gemfile, int port) {
        String at = String.valueOf(port);
        if (framework != null && framework.id().equals("rails")) {
            return CommandLine.of(
                    "rails",
                    "bundle",
                    "exec",
                    "rails",
                    "server",
                    "-b",
                    "0.0.0.0",
                    "-p",
                    at,
                    "-e",
                    "production");
        }
        String bundle = gemfile.file() == null ? "" : "bundle exec ";
        if (tree.has("config.ru")) {
            boolean puma = gemfile.has("puma");
            return CommandLine.parse(
                    bundle
                            + (puma
                                    ? "puma -b tcp://0.0.0.0:" + at + " config.ru"
                                    : "rackup -o 0.0.0.0 -p " + at + " config.ru"),
                    "config.ru");
        }
        for (String name :
                List.of(
                        "app.rb",
                        "main.rb",
                        "server.rb",
                        "application.rb",
                        "web.rb",
                        "index.rb",
                        "bot.rb")) {
            if (tree.has(name)) {
                boolean sinatra = framework != null && framework.id().equals("sinatra");
                return CommandLine.parse(
                        bundle + "ruby " + name + (sinatra ? " -o 0.0.0.0 -p " + at : ""), name);
            }
        }
        return null;
    }

    private static String dockerfile(
            PlanDraft draft, String image, Gemfile gemfile, boolean rails) {
        PlanRequest request = draft.request();
        SourceTree tree = request.tree();
        DockerfileText file = new DockerfileText(request);
        Map<String, String> bundle = new LinkedHashMap<>();
        bundle.put("BUNDLE_PATH", "/opt/bundle");
        bundle.put("BUNDLE_WITHOUT", "development:test");
        bundle.put("BUNDLE_APP_CONFIG", "/opt/bundle/config");
        file.from(image, "build");
        file.env(bundle);
        file.workdir("/app");
        String install = draft.install();
        if (install != null) {
            file.runWithSecrets(
                    List.of(),
                    "apt-get update && apt-get install -y --no-install-recommends build-essential git libpq-dev default-libmysqlclient-dev libsqlite3-dev libyaml-dev pkg-config && rm -rf /var/lib/apt/lists/*");
            List<String> manifests = new ArrayList<>(List.of(String.valueOf(gemfile.file())));
            for (String more : List.of("Gemfile.lock", "gems.locked", ".ruby-version")) {
                if (tree.has(more)) {
                    manifests.add(more);
                }
            }
            file.copy(gemfile.gemspec() ? List.of(".") : manifests, "./");
            boolean locked = tree.has("Gemfile.lock") || tree.has("gems.locked");
            file.runWithSecrets(
                    List.of(file.cache("gem", "/usr/local/bundle/cache")),
                    (locked ? "BUNDLE_FROZEN=1 " : "") + install);
        }
        file.copy(List.of("."), "./");
        String build = draft.build();
        if (build != null) {
            file.buildVariables();
            file.env(Map.of("RAILS_ENV", "production"));
            file.runWithSecrets(List.of(), build);
        }
        file.blank();
        file.from(image, "run");
        if (install != null) {
            file.runWithSecrets(
                    List.of(),
                    "apt-get update && apt-get install -y --no-install-recommends libpq5 libmariadb3 libsqlite3-0 libyaml-0-2 && rm -rf /var/lib/apt/lists/*");
        }
        Map<String, String> environment = new LinkedHashMap<>(bundle);
        environment.put("RACK_ENV", "production");
        if (rails) {
            environment.put("RAILS_ENV", "production");
            environment.put("RAILS_LOG_TO_STDOUT", "1");
            environment.put("RAILS_SERVE_STATIC_FILES", "1");
        }
        environment.put("PORT", String.valueOf(draft.portOr(9292)));
        file.env(environment);
        file.workdir("/app");
        if (install != null) {
            file.copyFrom("build", List.of("/opt/bundle"), "/opt/bundle");
        }
        file.copyFromOwned("build", "1000:1000", List.of("/app"), "/app");
        file.user("1000:1000");
        file.expose(draft.portOr(9292));
        CommandLine start = draft.start();
        file.command(start == null ? List.of("ruby") : start.arguments());
        return file.toString();
    }

    private static void hints(
            Gemfile gemfile, Map<String, String> locked, PlanDraft draft, boolean rails) {
        if (gemfile.has("pg") || locked.containsKey("pg")) {
            draft.datastore("postgres");
        }
        if (gemfile.has("mysql2") || gemfile.has("trilogy")) {
            draft.datastore("mysql");
        }
        if (gemfile.has("mongoid")) {
            draft.datastore("mongodb");
        }
        if (gemfile.has("redis") || gemfile.has("sidekiq") || gemfile.has("resque")) {
            draft.datastore("redis");
        }
        if (rails) {
            draft.variable("SECRET_KEY_BASE");
        }
    }
}
