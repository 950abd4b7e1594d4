package dev.autostack.planner.node;

import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.image.DockerfileText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the dependencies of a package.json get into an image that is not one of Node's own. */
public final class NodeDependencies {
    private final NodeProject project;
    private final NodePackageManager manager;
    private final InstallInputs inputs;
    private final InstallCommands commands;
    private final String install;

    private NodeDependencies(PlanRequest request, NodeProject project) {
        this.project = project;
        this.manager = NodePackageManager.of(project.tree(), project.manifest());
        this.inputs = new InstallInputs(project, manager);
        this.commands = new InstallCommands(request, project, manager, inputs);
        String set = request.overrides().installCommand();
        this.install = set == null ? inputs.install() : set;
    }

    /** Null for a project without a package.json. */
    public static @Nullable NodeDependencies of(PlanRequest request) {
        return request.tree().has("package.json")
                ? new NodeDependencies(request, new NodeProject(request.tree(), "package.json"))
                : null;
    }

    public String manager() {
        return manager.kind().id();
    }

    /** Where the lock file stands: the project, or what it is a member of. */
    public String context() {
        return manager.at().base();
    }

    /** The project from there, "" for itself. */
    public String below() {
        return project.tree().from(manager.at());
    }

    /** The install command with all dependencies. */
    public String install() {
        return install;
    }

    public boolean uses(String dependency) {
        return project.uses(dependency);
    }

    public @Nullable String script(String name) {
        return project.script(name);
    }

    public String run(String script) {
        return manager.run(script);
    }

    /**
     * Copies what an install reads and installs into the working directory.
     *
     * @param all also what only development needs
     */
    public void installInto(DockerfileText file, boolean all) {
        String tool = manager.npmPackage();
        if (tool != null) {
            file.runWithSecrets(
                    List.of(file.cache("npm", "/root/.npm")),
                    "npm install --global --force " + tool);
        }
        if (manager.berry()) {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("YARN_NODE_LINKER", "node-modules");
            settings.put("YARN_ENABLE_GLOBAL_CACHE", "true");
            file.env(settings);
        }
        if (inputs.needsAllSources()) {
            file.copy(List.of("."), "./");
        } else {
            file.copy(inputs.manifests(), "./");
            inputs.folders().forEach(folder -> file.copy(List.of(folder), "./" + folder));
            inputs.members()
                    .forEach(member ->
                            file.copy(List.of(member), "./" + RelativePath.parent(member) + "/"));
        }
        String command = all ? install : commands.inProduction(install, false);
        file.runWithSecrets(
                commands.caches(file), commands.withoutGitHooks(String.valueOf(command)));
    }

    /** Takes away what only development needs; nothing where the manager cannot. */
    public void prune(DockerfileText file) {
        String prune = manager.prune();
        if (prune != null) {
            file.runWithSecrets(commands.caches(file), prune);
        }
    }
}
