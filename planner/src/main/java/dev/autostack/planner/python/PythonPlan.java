package dev.autostack.planner.python;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.FileDatabase;
import dev.autostack.planner.detect.ImagePlan;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.Procfile;
import dev.autostack.planner.parse.PySource;
import dev.autostack.protocol.Detection.Warning;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Commands, port and image of a Python project. */
final class PythonPlan {
    private static final List<String> HEALTH_ROUTES =
            List.of(
                    "/health",
                    "/healthz",
                    "/api/health",
                    "/health/",
                    "/up",
                    "/ready",
                    "/ping",
                    "/livez");
    private static final Pattern PORT_FLAG =
            Pattern.compile("(?:-p|--port|--server\\.port|:)[= ]?([0-9]{4,5})(?:\\s|$)");

    private final PythonProject project;
    private final @Nullable PythonFramework framework;
    private final PlanRequest request;
    private final PythonVersion version;
    private final List<Warning> warnings = new ArrayList<>();

    PythonPlan(PythonProject project, @Nullable PythonFramework framework, PlanRequest request) {
        this.project =
                "pip".equals(project.manager())
                        ? project.startingIn(new PythonStart(project, framework, request).folder())
                        : project;
        this.framework = framework;
        this.request = request;
        this.version =
                PythonVersion.of(
                        this.project.tree(), this.project.requirements(), request.versionSet());
        warnings.addAll(version.warnings());
        String file = this.project.keepsSqliteFile();
        if (file != null && !FileDatabase.isSpare(datastores())) {
            warnings.add(FileDatabase.warning(file));
        }
    }

    BuildPlan make() {
        String manager = project.manager();
        int port = port();
        CommandLine start = new PythonStart(project, framework, request).command(port);
        PythonImage image = new PythonImage(request, project, version, manager);
        String build = build();
        BuildPlan.Missing missing = null;
        ImagePlan plan = null;
        if (start == null) {
            missing =
                    new BuildPlan.Missing(
                            "start_command_missing",
                            "No entry was found: looked for a Procfile, an app object of a web framework, and main.py, app.py, server.py.",
                            "Add a Procfile with a web line, or set the start command of the project.");
        } else {
            plan =
                    new ImagePlan(
                            image.dockerfile(build, start, port, servers(start)),
                            null,
                            null,
                            project.tree().base(),
                            PythonImage.DOCKERIGNORE);
        }
        return new BuildPlan(
                new BuildPlan.Toolchain(manager, version.shown()),
                new BuildPlan.Commands(
                        image.install(), build, start == null ? null : start.shown()),
                new BuildPlan.Serving(port, health(), null, List.of(), false),
                hints(),
                plan,
                missing,
                warnings);
    }

    private int port() {
        Integer set = request.overrides().port();
        if (set != null) {
            return set;
        }
        String command = request.overrides().startCommand();
        if (command == null) {
            command = Procfile.web(project.tree());
        }
        if (command != null) {
            Matcher flag = PORT_FLAG.matcher(command);
            if (flag.find()) {
                return Integer.parseInt(flag.group(1));
            }
        }
        if (framework == null || framework.run() == PythonFramework.Run.PROGRAM) {
            for (PySource source : project.sources().values()) {
                Integer port = source.isProgram() || framework != null ? source.port() : null;
                if (port != null) {
                    return port;
                }
            }
        }
        return framework == null ? 8000 : framework.port();
    }

    private @Nullable String build() {
        if (request.overrides().buildCommand() != null) {
            return request.overrides().buildCommand();
        }
        String manage = project.manage();
        if (framework == null || framework.run() != PythonFramework.Run.DJANGO || manage == null) {
            return null;
        }
        boolean statics =
                project.sources().values().stream()
                        .anyMatch(source -> source.assigns("STATIC_ROOT"));
        return statics ? "python " + manage + " collectstatic --noinput" : null;
    }

    /** What the start command needs and the project does not ask for. */
    private List<String> servers(CommandLine start) {
        List<String> missing = new ArrayList<>();
        if (framework != null && project.manifest() == null) {
            // Nothing names the framework but the imports.
            missing.add(framework.distributions().getFirst());
        }
        for (String server : List.of("gunicorn", "uvicorn")) {
            if (start.arguments().getFirst().equals(server)
                    && !start.source().equals("Procfile")
                    && !project.requirements().has(server)
                    && !project.requirements().text("fastapi").contains("standard")
                    && !project.requirements().text("fastapi").contains("all")) {
                missing.add(server);
            }
        }
        return missing;
    }

    private @Nullable String health() {
        if (request.overrides().healthPath() != null) {
            return request.overrides().healthPath();
        }
        Set<String> routes = new LinkedHashSet<>();
        project.sources().values().forEach(source -> routes.addAll(source.routes()));
        for (String route : HEALTH_ROUTES) {
            if (routes.contains(route)) {
                return route;
            }
        }
        if (framework == null) {
            return null;
        }
        return switch (framework.id()) {
            case "streamlit" -> "/_stcore/health";
            case "fastapi" -> routes.contains("/") ? "/" : "/docs";
            default -> "/";
        };
    }

    private List<String> datastores() {
        Map<String, String> stores =
                Map.ofEntries(
                        Map.entry("psycopg2", "postgres"),
                        Map.entry("psycopg2-binary", "postgres"),
                        Map.entry("psycopg", "postgres"),
                        Map.entry("asyncpg", "postgres"),
                        Map.entry("mysqlclient", "mysql"),
                        Map.entry("pymysql", "mysql"),
                        Map.entry("mysql-connector-python", "mysql"),
                        Map.entry("aiomysql", "mysql"),
                        Map.entry("pymongo", "mongodb"),
                        Map.entry("motor", "mongodb"),
                        Map.entry("mongoengine", "mongodb"),
                        Map.entry("beanie", "mongodb"),
                        Map.entry("redis", "redis"),
                        Map.entry("django-redis", "redis"),
                        Map.entry("aioredis", "redis"));
        Set<String> found = new LinkedHashSet<>();
        stores.forEach((name, store) -> {
            if (project.requirements().has(name)) {
                found.add(store);
            }
        });
        return found.stream().sorted().toList();
    }

    private BuildPlan.Hints hints() {
        Set<String> variables = new LinkedHashSet<>();
        project.sources().values().forEach(source -> variables.addAll(source.environmentReads()));
        variables.remove("PORT");
        return new BuildPlan.Hints(datastores(), variables.stream().sorted().toList());
    }
}
