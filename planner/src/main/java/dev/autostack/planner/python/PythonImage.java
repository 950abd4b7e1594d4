package dev.autostack.planner.python;

import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.image.DockerfileText;
import dev.autostack.planner.image.SystemPackages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The Dockerfile of a Python project: a virtual environment is made in one stage and shipped. */
final class PythonImage {
    static final String DOCKERIGNORE =
            """
            **/.git
            **/.venv
            **/venv
            **/__pycache__
            **/*.pyc
            **/.env
            **/.env.local
            **/.pytest_cache
            **/.mypy_cache
            **/node_modules
            **/.DS_Store
            """;

    private static final String VENV = "/opt/venv";
    private static final String UID = "1000:1000";

    /** Package managers go beside the virtual environment, which is shipped. */
    private static final String TOOLS = "/usr/local/bin/pip";

    private final PlanRequest request;
    private final PythonProject project;
    private final PythonVersion version;
    private final @Nullable String manager;
    private final DockerfileText file;

    PythonImage(
            PlanRequest request,
            PythonProject project,
            PythonVersion version,
            @Nullable String manager) {
        this.request = request;
        this.project = project;
        this.version = version;
        this.manager = manager;
        this.file = new DockerfileText(request);
    }

    /** As a person would type it; null when there is nothing to install. */
    @Nullable String install() {
        String set = request.overrides().installCommand();
        if (set != null) {
            return set;
        }
        if (manager == null) {
            return null;
        }
        return switch (manager) {
            case "uv" ->
                    project.tree().has("uv.lock")
                            ? "uv sync --frozen --no-dev"
                            : "uv sync --no-dev";
            case "poetry" -> "poetry install --only main --no-interaction";
            case "pdm" -> project.tree().has("pdm.lock") ? "pdm sync --prod" : "pdm install --prod";
            case "pipenv" -> project.tree().has("Pipfile.lock") ? "pipenv sync" : "pipenv install";
            default ->
                    project.requirementsFile() != null
                            ? "pip install -r " + project.requirementsFile()
                            : "pip install .";
        };
    }

    String dockerfile(@Nullable String build, CommandLine start, int port, List<String> servers) {
        file.from(version.image(), "build");
        Map<String, String> pip = new LinkedHashMap<>();
        pip.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        pip.put("VIRTUAL_ENV", VENV);
        pip.put("PATH", VENV + "/bin:$PATH");
        file.env(pip);
        file.workdir("/app");
        SystemPackages packages = PythonLibraries.of(project.requirements());
        file.install(packages.build());
        file.run("python -m venv " + VENV);
        dependencies();
        if (!servers.isEmpty()) {
            file.runWithSecrets(
                    List.of(file.cache("pip", "/root/.cache/pip")),
                    "pip install " + String.join(" ", servers));
        }
        if (build != null) {
            file.copy(List.of("."), "./");
            file.buildVariables();
            file.runWithSecrets(List.of(), build);
        }
        file.blank();
        file.from(version.image(), "run");
        file.install(packages.run());
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PYTHONUNBUFFERED", "1");
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        environment.put("PORT", String.valueOf(port));
        if (project.tree().hasDirectory("src")) {
            environment.put("PYTHONPATH", "/app/src:/app");
        }
        environment.put("PATH", VENV + "/bin:$PATH");
        file.env(environment);
        file.ownedWorkdir("/app", UID);
        file.copyFrom("build", List.of(VENV), VENV);
        if (build == null) {
            file.copyOwned(UID, List.of("."), "./");
        } else {
            file.copyFromOwned("build", UID, List.of("/app"), "/app");
        }
        file.user(UID);
        file.expose(port);
        file.command(start.arguments());
        return file.toString();
    }

    private void dependencies() {
        String install = install();
        if (install == null) {
            return;
        }
        String pipCache = file.cache("pip", "/root/.cache/pip");
        if (request.overrides().installCommand() != null) {
            file.copy(List.of("."), "./");
            file.runWithSecrets(List.of(pipCache), install);
            return;
        }
        switch (String.valueOf(manager)) {
            case "uv" -> {
                file.env(Map.of("UV_PROJECT_ENVIRONMENT", VENV));
                file.runWithSecrets(List.of(pipCache), TOOLS + " install uv");
                String cache = file.cache("uv", "/root/.cache/uv");
                if (project.tree().has("uv.lock")) {
                    manifests("pyproject.toml", "uv.lock");
                    file.runWithSecrets(List.of(cache), install + " --no-install-project");
                }
                file.copy(List.of("."), "./");
                file.runWithSecrets(List.of(cache), install);
            }
            case "poetry" -> {
                file.runWithSecrets(
                        List.of(pipCache),
                        TOOLS + " install poetry && poetry config virtualenvs.create false");
                manifests("pyproject.toml", "poetry.lock");
                file.runWithSecrets(
                        List.of(file.cache("poetry", "/root/.cache/pypoetry")),
                        install + " --no-root");
            }
            case "pdm" -> {
                file.runWithSecrets(List.of(pipCache), TOOLS + " install pdm");
                manifests("pyproject.toml", "pdm.lock");
                file.runWithSecrets(
                        List.of(file.cache("pdm", "/root/.cache/pdm")), install + " --no-self");
            }
            case "pipenv" -> {
                file.runWithSecrets(List.of(pipCache), TOOLS + " install pipenv");
                manifests("Pipfile", "Pipfile.lock");
                file.runWithSecrets(List.of(pipCache), install);
            }
            default -> pip(install, pipCache);
        }
    }

    private void pip(String install, String cache) {
        String requirements = project.requirementsFile();
        if (requirements == null || readsBesides(requirements)) {
            file.copy(List.of("."), "./");
        } else if (requirements.contains("/")) {
            String folder = RelativePath.parent(requirements);
            file.copy(
                    holdsSources(folder) ? List.of(requirements) : List.of(folder),
                    "./" + folder + "/");
        } else {
            Set<String> all = new TreeSet<>(List.of(requirements));
            for (String name : project.tree().namesIn("")) {
                if (name.matches("(requirements.*\\.(txt|in)|constraints.*\\.txt)")) {
                    all.add(name);
                }
            }
            file.copy(List.copyOf(all), "./");
        }
        file.runWithSecrets(List.of(cache), install);
    }

    /**
     * True when the requirements name a folder of the tree, or files in a folder that has sources.
     */
    private boolean readsBesides(String requirements) {
        String text = project.tree().text(requirements);
        boolean apart = holdsSources(RelativePath.parent(requirements));
        return text != null
                && text.lines()
                        .map(String::strip)
                        .anyMatch(line ->
                                line.matches("(-e\\s+)?\\.{1,2}([/\\[].*)?")
                                        || (apart
                                                && line.matches(
                                                        "(-r|-c|--(requirement|constraint))\\b.*")));
    }

    /** True for a folder below the top with more than requirements. */
    private boolean holdsSources(String folder) {
        return !folder.isEmpty()
                && project.tree().files().stream()
                        .anyMatch(path -> path.startsWith(folder + "/") && path.endsWith(".py"));
    }

    private void manifests(String... names) {
        List<String> found = new ArrayList<>();
        for (String name : names) {
            if (project.tree().has(name)) {
                found.add(name);
            }
        }
        file.copy(found, "./");
    }
}
