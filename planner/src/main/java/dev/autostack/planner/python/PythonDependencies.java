package dev.autostack.planner.python;

import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.image.DockerfileText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the dependencies of a Python project get into a folder of their own. */
public final class PythonDependencies {
    private final PlanRequest request;
    private final PythonProject project;
    private final String manager;

    private PythonDependencies(PlanRequest request, PythonProject project, String manager) {
        this.request = request;
        this.project = project;
        this.manager = manager;
    }

    /** Null for a project that asks for nothing. */
    public static @Nullable PythonDependencies of(PlanRequest request) {
        PythonProject project = new PythonProject(request.tree());
        String manager = project.manager();
        return manager == null ? null : new PythonDependencies(request, project, manager);
    }

    public String manager() {
        return manager;
    }

    /** As a person would type it. */
    public String install() {
        String set = request.overrides().installCommand();
        if (set != null) {
            return set;
        }
        String file = requirements();
        return file == null ? "pip install ." : "pip install -r " + file;
    }

    private @Nullable String requirements() {
        String lock =
                switch (manager) {
                    case "uv" -> project.tree().firstOf("uv.lock");
                    case "poetry" -> project.tree().firstOf("poetry.lock");
                    case "pdm" -> project.tree().firstOf("pdm.lock");
                    case "pipenv" -> project.tree().firstOf("Pipfile.lock");
                    default -> null;
                };
        return lock == null
                ? project.tree().firstOf("requirements.txt", "requirements/prod.txt")
                : lock;
    }

    /** Copies what an install reads and installs beside the sources. */
    public void installInto(DockerfileText file, String folder) {
        List<String> mounts = List.of(file.cache("pip", "/root/.cache/pip"));
        String set = request.overrides().installCommand();
        String requirements = requirements();
        if (set != null || requirements == null) {
            file.copy(List.of("."), "./");
            file.runWithSecrets(
                    mounts, set == null ? "pip install --target " + folder + " ." : set);
            return;
        }
        if (requirements.endsWith(".txt")) {
            boolean alone = !requirements.contains("/");
            List<String> sources = new ArrayList<>();
            for (String name : project.tree().namesIn("")) {
                if (name.matches("(requirements.*|constraints.*)\\.txt")) {
                    sources.add(name);
                }
            }
            file.copy(alone ? sources : List.of("requirements"), alone ? "./" : "./requirements");
            file.runWithSecrets(mounts, into(folder, requirements));
            return;
        }
        List<String> manifests = new ArrayList<>();
        for (String name : List.of("pyproject.toml", "Pipfile", requirements)) {
            if (project.tree().has(name)) {
                manifests.add(name);
            }
        }
        file.copy(manifests, "./");
        file.runWithSecrets(
                mounts,
                exported()
                        + " > /tmp/requirements.txt && "
                        + into(folder, "/tmp/requirements.txt"));
    }

    private static String into(String folder, String requirements) {
        return "pip install --target " + folder + " -r " + requirements;
    }

    /** The lock as requirements, by the tool that wrote it. */
    private String exported() {
        return switch (manager) {
            case "uv" -> "pip install uv && uv export --quiet --frozen --no-dev --no-emit-project";
            case "poetry" ->
                    "pip install poetry poetry-plugin-export && poetry export --without-hashes";
            case "pdm" -> "pip install pdm && pdm export --prod --without-hashes";
            default -> "pip install pipenv && pipenv requirements";
        };
    }
}
