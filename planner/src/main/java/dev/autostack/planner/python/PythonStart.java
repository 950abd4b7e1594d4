package dev.autostack.planner.python;

import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.DevServers;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.Procfile;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.PySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What starts a Python project: a setting, a Procfile, the framework's server, or its program. */
record PythonStart(
        PythonProject project, @Nullable PythonFramework framework, PlanRequest request) {

    /** Null when nothing says how the project is started. */
    @Nullable CommandLine command(int port) {
        String set = request.overrides().startCommand();
        if (set != null) {
            return CommandLine.parse(set, "setting");
        }
        String web = Procfile.web(project.tree());
        if (web != null && !DevServers.is(web, project.tree())) {
            return CommandLine.parse(web, "Procfile");
        }
        return framework == null ? program() : framed(framework, port);
    }

    /** The folder that the server of the framework looks for the app in; "" is the top. */
    String folder() {
        if (framework == null
                || request.overrides().startCommand() != null
                || Procfile.web(project.tree()) != null) {
            return "";
        }
        return switch (framework.run()) {
            case DJANGO -> RelativePath.parent(String.valueOf(project.manage()));
            case ASGI, WSGI -> {
                App app = app(framework);
                yield app == null ? "" : app.folder();
            }
            case STREAMLIT, PYRAMID, PROGRAM -> "";
        };
    }

    private @Nullable CommandLine framed(PythonFramework used, int port) {
        return switch (used.run()) {
            case DJANGO -> django(port);
            case ASGI -> {
                App app = app(used);
                yield app == null ? program() : serve(uvicorn(app, port), "--app-dir", app);
            }
            case WSGI -> {
                App app = app(used);
                yield app == null
                        ? program()
                        : serve(
                                List.of("gunicorn", "--bind", "0.0.0.0:" + port, app.target()),
                                "--chdir",
                                app);
            }
            case STREAMLIT -> {
                String script = project.streamlitPage();
                yield script == null
                        ? null
                        : CommandLine.of(
                                used.id(),
                                "streamlit",
                                "run",
                                script,
                                "--server.port",
                                String.valueOf(port),
                                "--server.address",
                                "0.0.0.0",
                                "--server.headless",
                                "true");
            }
            case PYRAMID -> {
                String ini = project.tree().firstOf("production.ini", "development.ini");
                yield ini == null ? program() : CommandLine.of(used.id(), "pserve", ini);
            }
            case PROGRAM -> {
                String script = programThatImports(used.module());
                yield script == null ? program() : CommandLine.of(used.id(), "python", script);
            }
        };
    }

    private CommandLine django(int port) {
        String manage = String.valueOf(project.manage());
        String folder = RelativePath.parent(manage);
        String module = djangoModule(folder);
        boolean asynchronous =
                project.requirements().has("channels") || project.requirements().has("daphne");
        List<String> arguments = new ArrayList<>();
        if (asynchronous) {
            arguments.addAll(
                    List.of(
                            "uvicorn",
                            module + ".asgi:application",
                            "--host",
                            "0.0.0.0",
                            "--port",
                            String.valueOf(port)));
            if (!folder.isEmpty()) {
                arguments.addAll(List.of("--app-dir", folder));
            }
        } else {
            arguments.addAll(List.of("gunicorn", "--bind", "0.0.0.0:" + port));
            if (!folder.isEmpty()) {
                arguments.addAll(List.of("--chdir", folder));
            }
            arguments.add(module + ".wsgi:application");
        }
        return new CommandLine(arguments, String.join(" ", arguments), "django");
    }

    /**
     * The package with wsgi.py: by WSGI_APPLICATION, else by DJANGO_SETTINGS_MODULE of manage.py.
     */
    private String djangoModule(String folder) {
        String prefix = folder.isEmpty() ? "" : folder + "/";
        for (Map.Entry<String, PySource> source : project.sources().entrySet()) {
            String wsgi = source.getValue().constants().get("WSGI_APPLICATION");
            if (wsgi != null
                    && source.getKey().startsWith(prefix)
                    && wsgi.endsWith(".wsgi.application")) {
                return wsgi.substring(0, wsgi.length() - ".wsgi.application".length());
            }
        }
        for (String file : project.tree().files()) {
            if (file.startsWith(prefix) && file.endsWith("/wsgi.py")) {
                return RelativePath.parent(file.substring(prefix.length())).replace('/', '.');
            }
        }
        return "config";
    }

    /**
     * An app object: {@code module:object}, and the folder that imports begin in ("" is the top).
     * Of a {@code factory} the object is a function that makes the app.
     */
    private record App(String target, String folder, boolean factory) {}

    private static List<String> uvicorn(App app, int port) {
        List<String> command = new ArrayList<>(List.of("uvicorn"));
        if (app.factory()) {
            command.add("--factory");
        }
        command.addAll(List.of(app.target(), "--host", "0.0.0.0", "--port", String.valueOf(port)));
        return command;
    }

    private static CommandLine serve(List<String> command, String folderFlag, App app) {
        List<String> arguments = new ArrayList<>(command);
        if (!app.folder().isEmpty() && !app.folder().equals("src")) {
            arguments.addAll(List.of(folderFlag, app.folder()));
        }
        return new CommandLine(arguments, String.join(" ", arguments), "app object");
    }

    /** The app object of the first source that creates one. */
    private @Nullable App app(PythonFramework used) {
        for (Map.Entry<String, PySource> source : project.sources().entrySet()) {
            String object = source.getValue().instanceOf(used.classes());
            if (object != null && source.getValue().packages().contains(used.module())) {
                return app(
                        source.getKey(),
                        object + (used.id().equals("dash") ? ".server" : ""),
                        false);
            }
        }
        for (Map.Entry<String, PySource> source : project.sources().entrySet()) {
            if (source.getValue().assigns("app") && !source.getKey().endsWith("__init__.py")) {
                return app(source.getKey(), "app", false);
            }
        }
        for (String factory : List.of("create_app", "make_app", "build_app", "get_app")) {
            for (Map.Entry<String, PySource> source : project.sources().entrySet()) {
                if (source.getValue().defines(factory)
                        && source.getValue().packages().contains(used.module())) {
                    return app(
                            source.getKey(),
                            used.run() == PythonFramework.Run.WSGI ? factory + "()" : factory,
                            true);
                }
            }
        }
        return null;
    }

    private App app(String path, String object, boolean factory) {
        String folder = importRoot(path);
        String inside = folder.isEmpty() ? path : path.substring(folder.length() + 1);
        String plain = inside.substring(0, inside.length() - ".py".length());
        if (plain.endsWith("/__init__")) {
            plain = plain.substring(0, plain.length() - "/__init__".length());
        }
        return new App(plain.replace('/', '.') + ":" + object, folder, factory);
    }

    /**
     * The folder that imports begin in: above every package (a folder with __init__.py), and above
     * a folder that the sources import by its name.
     */
    private String importRoot(String path) {
        String folder = RelativePath.parent(path);
        while (!folder.isEmpty()) {
            String name = RelativePath.name(folder);
            boolean named =
                    project.sources().values().stream()
                            .anyMatch(source -> source.packages().contains(name));
            if (!project.tree().has(folder + "/__init__.py") && !named) {
                return folder;
            }
            folder = RelativePath.parent(folder);
        }
        return "";
    }

    private @Nullable String programThatImports(String module) {
        for (Map.Entry<String, PySource> source : project.sources().entrySet()) {
            if (source.getValue().packages().contains(module) && source.getValue().isProgram()) {
                return source.getKey();
            }
        }
        return project.sourceThatImports(module);
    }

    private @Nullable CommandLine program() {
        for (String name :
                List.of(
                        "main.py",
                        "app.py",
                        "server.py",
                        "run.py",
                        "wsgi.py",
                        "bot.py",
                        "index.py",
                        "application.py",
                        "src/main.py",
                        "src/app.py",
                        "app/main.py",
                        "src/server.py",
                        "__main__.py")) {
            if (project.tree().has(name)) {
                return CommandLine.of(name, "python", name);
            }
        }
        List<String> scripts =
                project.tree().namesIn("").stream()
                        .filter(n -> n.endsWith(".py") && !n.equals("setup.py"))
                        .toList();
        return scripts.size() == 1
                ? CommandLine.of(scripts.getFirst(), "python", scripts.getFirst())
                : null;
    }
}
