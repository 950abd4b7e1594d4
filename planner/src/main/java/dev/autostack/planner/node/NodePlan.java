package dev.autostack.planner.node;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.FileDatabase;
import dev.autostack.planner.detect.ImagePlan;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.parse.JsSource;
import dev.autostack.protocol.Detection.Warning;
import dev.autostack.protocol.PlanOverrides;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns a Node project into commands, a port and an image. */
final class NodePlan {
    private static final List<String> HEALTH_ROUTES =
            List.of("/health", "/healthz", "/api/health", "/api/healthz", "/up", "/ready", "/ping");
    private static final Pattern PORT_FLAG =
            Pattern.compile("(?:^|\\s)(?:-p|--port)[=\\s]+([0-9]{2,5})(?:\\s|$)");

    private final NodeProject project;
    private final NodePackageManager manager;
    private final @Nullable NodeFramework framework;
    private final PlanRequest request;
    private final PlanOverrides overrides;
    private final NodeVersion version;
    private final List<Warning> warnings = new ArrayList<>();

    NodePlan(
            NodeProject project,
            NodePackageManager manager,
            @Nullable NodeFramework framework,
            PlanRequest request) {
        this.project = project;
        this.manager = manager;
        this.framework = framework;
        this.request = request;
        this.overrides = request.overrides();
        this.version = NodeVersion.of(project, request.versionSet());
        warnings.addAll(manager.warnings());
        warnings.addAll(version.warnings());
        for (String driver : List.of("better-sqlite3", "sqlite3")) {
            if (project.needs(driver) && !FileDatabase.isSpare(hints().datastores())) {
                warnings.add(FileDatabase.warning("The dependency " + driver));
                break;
            }
        }
    }

    BuildPlan make() {
        if (isMeteor() && overrides.startCommand() == null) {
            return plan(
                    null,
                    null,
                    new BuildPlan.Serving(overrides.port(), null, null, List.of(), false),
                    null,
                    meteor());
        }
        NodeServing serving = serving();
        String build = build(serving);
        OldBundler old = build == null ? null : OldBundler.of(project, version);
        if (old != null) {
            warnings.add(old.warning());
        }
        SvelteAdapter adapter = build == null ? null : SvelteAdapter.of(project);
        if (adapter != null) {
            warnings.add(adapter.warning());
        }
        return switch (serving) {
            case NodeServing.Program process -> process(process, build);
            case NodeServing.Files files -> files(files, build);
        };
    }

    private NodeServing serving() {
        String output = overrides.outputDirectory();
        if (output != null) {
            return new NodeServing.Files(List.of(output), true, List.of("assets", "static"));
        }
        if (overrides.startCommand() != null) {
            return NodeServing.Program.own(3000);
        }
        NodeServing known = framework == null ? null : framework.shape().serving(project);
        if (known != null) {
            return known;
        }
        boolean page = project.tree().has("index.html") || project.tree().has("public/index.html");
        return page && project.script("build") != null && StartCommand.of(project) == null
                ? new NodeServing.Files(
                        List.of("dist", "build", "out", "public", "www"), true, List.of("assets"))
                : NodeServing.Program.own(3000);
    }

    private @Nullable String build(NodeServing serving) {
        if (overrides.buildCommand() != null) {
            return overrides.buildCommand();
        }
        if (project.script("build") != null) {
            return manager.run("build");
        }
        String generates = framework == null ? null : script(project, framework);
        if (generates != null) {
            return manager.run(generates);
        }
        for (String other : List.of("build:prod", "build:production", "generate", "export")) {
            if (serving instanceof NodeServing.Files && project.script(other) != null) {
                return manager.run(other);
            }
        }
        if (framework != null && framework.level() == NodeFramework.Level.META) {
            return "npx --no-install " + framework.commands().getFirst() + " build";
        }
        // Its client is generated code; what generates it is mostly for development only.
        if (serving instanceof NodeServing.Program
                && project.uses("prisma")
                && project.tree().has("prisma/schema.prisma")) {
            return "npx --no-install prisma generate";
        }
        return null;
    }

    /** The script, of whatever name, that calls the build of a site generator; or null. */
    static @Nullable String script(NodeProject project, NodeFramework framework) {
        if (framework.level() != NodeFramework.Level.GENERATOR) {
            return null;
        }
        String command = framework.commands().getFirst();
        return project.scripts().entrySet().stream()
                .filter(script ->
                        script.getValue()
                                .matches(
                                        "(?s)(?:.*[\\s/&;])?"
                                                + command
                                                + " (?:build|generate)(?:\\s.*)?"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private BuildPlan process(NodeServing.Program process, @Nullable String script) {
        StartCommand start = new NodeStart(project, overrides, warnings).command(process);
        String build = script;
        CompiledEntry compiled = start == null ? CompiledEntry.of(project) : null;
        if (compiled != null) {
            start = compiled.start();
            build = script == null ? compiled.build() : script;
        }
        if (start != null && build == null && !start.builds().isEmpty()) {
            // Their programs stand where npm finds them for a script.
            build = "export PATH=\"$PWD/node_modules/.bin:$PATH\" && " + start.builds();
        }
        if (start == null) {
            return plan(
                    build,
                    null,
                    new BuildPlan.Serving(overrides.port(), null, null, List.of(), false),
                    null,
                    missingStart());
        }
        int port = port(process, start);
        String image =
                new NodeImage(request, project, manager, version)
                        .process(install(), build, process, start, port);
        warnLocalhost();
        return plan(
                build,
                start.shown(),
                new BuildPlan.Serving(port, health(process.healthPath()), null, List.of(), false),
                image,
                null);
    }

    private BuildPlan files(NodeServing.Files files, @Nullable String build) {
        if (build == null && !project.tree().has("index.html")) {
            return plan(
                    null,
                    null,
                    new BuildPlan.Serving(overrides.port(), null, null, List.of(), false),
                    null,
                    new BuildPlan.Missing(
                            "build_script_missing",
                            "The package.json has no build script, and there is no finished page to serve.",
                            "Add a \"build\" script, or set the build command of the project."));
        }
        int port = overrides.port() == null ? 8080 : overrides.port();
        String image =
                new NodeImage(request, project, manager, version)
                        .files(install(), build, files, port);
        String path = overrides.healthPath() == null ? "/" : overrides.healthPath();
        return plan(
                build,
                null,
                new BuildPlan.Serving(port, path, files.folders().getFirst(), List.of(), true),
                image,
                null);
    }

    private BuildPlan plan(
            @Nullable String build,
            @Nullable String start,
            BuildPlan.Serving serving,
            @Nullable String dockerfile,
            BuildPlan.@Nullable Missing missing) {
        ImagePlan image =
                dockerfile == null
                        ? null
                        : new ImagePlan(
                                dockerfile,
                                null,
                                null,
                                manager.at().base(),
                                NodeImage.DOCKERIGNORE + withoutUnrelated());
        return new BuildPlan(
                new BuildPlan.Toolchain(
                        project.manifestFile().isEmpty() ? null : manager.kind().id(),
                        version.shown()),
                new BuildPlan.Commands(install(), build, start),
                serving,
                hints(),
                image,
                missing,
                warnings);
    }

    /** Commands that a person sets may name any member. */
    private String withoutUnrelated() {
        boolean own =
                overrides.installCommand() == null
                        && overrides.buildCommand() == null
                        && overrides.startCommand() == null;
        return own ? new InstallInputs(project, manager).withoutUnrelated() : "";
    }

    private @Nullable String install() {
        if (overrides.installCommand() != null) {
            return overrides.installCommand();
        }
        return project.manifestFile().isEmpty()
                ? null
                : new InstallInputs(project, manager).install();
    }

    private boolean isMeteor() {
        return framework != null && framework.id().equals(ServerFrameworks.METEOR.id());
    }

    /**
     * Meteor's command line comes from its own installer, in the release that the project names; no
     * base image and no package registry has it (docs.meteor.com, custom deployment).
     */
    private BuildPlan.Missing meteor() {
        String release = project.tree().text(".meteor/release");
        String named = release == null ? "" : release.strip();
        return new BuildPlan.Missing(
                "meteor_needs_dockerfile",
                "A Meteor app is built by Meteor's own command line"
                        + (named.matches("METEOR@[\\w.-]+") ? " (" + named + ")" : "")
                        + ", which only its installer brings; its start script is for development.",
                "Add a Dockerfile: install Meteor in a first stage, run \"meteor build --server-only"
                        + " --directory\" there and \"npm install\" in bundle/programs/server, and start \"node"
                        + " main.js\" of the bundle with MONGO_URL, ROOT_URL and PORT.");
    }

    private BuildPlan.Missing missingStart() {
        return new BuildPlan.Missing(
                "start_command_missing",
                "No command starts this Node.js project: looked at scripts.start of package.json, its main,"
                        + " and index, server, app, main in ., dist, src, build, server, api, bin.",
                "Add a \"start\" script to package.json, or set the start command of the project.");
    }

    private int port(NodeServing.Program process, StartCommand start) {
        Integer set = overrides.port();
        if (set != null) {
            return set;
        }
        Matcher flag = PORT_FLAG.matcher(start.shown());
        if (flag.find()) {
            return Integer.parseInt(flag.group(1));
        }
        if (process.command() == null) {
            for (String word : start.arguments()) {
                JsSource entry = project.entry(word);
                Integer port = entry == null ? null : entry.listenPort();
                if (port != null) {
                    return port;
                }
            }
            for (JsSource entry : project.entries().values()) {
                Integer port = entry.listenPort();
                if (port != null) {
                    return port;
                }
            }
        }
        return process.port();
    }

    private @Nullable String health(@Nullable String usual) {
        if (overrides.healthPath() != null) {
            return overrides.healthPath();
        }
        Set<String> routes = new LinkedHashSet<>();
        project.entries().values().forEach(entry -> routes.addAll(entry.routes()));
        for (String route : HEALTH_ROUTES) {
            if (routes.contains(route)) {
                return route;
            }
        }
        return framework == null ? (routes.contains("/") ? "/" : null) : usual;
    }

    /** Fastify listens on the loopback address unless told otherwise. */
    private void warnLocalhost() {
        String entry = project.entryThatImports("fastify");
        String text = entry == null ? null : project.tree().text(entry);
        if (text != null
                && !text.contains("0.0.0.0")
                && !text.contains("'::'")
                && !text.contains("HOST")) {
            warnings.add(
                    new Warning(
                            "listens_on_localhost",
                            entry
                                    + " calls listen without a host; Fastify then listens on 127.0.0.1 only.",
                            "Write listen({port, host: '0.0.0.0'})."));
        }
    }

    private BuildPlan.Hints hints() {
        Map<String, String> stores =
                Map.ofEntries(
                        Map.entry("pg", "postgres"),
                        Map.entry("pg-promise", "postgres"),
                        Map.entry("postgres", "postgres"),
                        Map.entry("@neondatabase/serverless", "postgres"),
                        Map.entry("mysql", "mysql"),
                        Map.entry("mysql2", "mysql"),
                        Map.entry("mariadb", "mysql"),
                        Map.entry("mongodb", "mongodb"),
                        Map.entry("mongoose", "mongodb"),
                        Map.entry("@nestjs/mongoose", "mongodb"),
                        Map.entry("redis", "redis"),
                        Map.entry("ioredis", "redis"),
                        Map.entry("bull", "redis"),
                        Map.entry("bullmq", "redis"));
        Set<String> found = new LinkedHashSet<>();
        for (String dependency : project.dependencies().keySet()) {
            String store = stores.get(dependency);
            if (store != null) {
                found.add(store);
            }
        }
        Set<String> variables = new LinkedHashSet<>();
        project.entries().values().forEach(entry -> variables.addAll(entry.environmentReads()));
        variables.removeAll(Set.of("PORT", "NODE_ENV", "HOST"));
        if (isMeteor()) {
            found.add("mongodb");
            variables.addAll(List.of("MONGO_URL", "ROOT_URL"));
        }
        return new BuildPlan.Hints(List.copyOf(found), List.copyOf(variables));
    }
}
