package dev.autostack.planner.node;

import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.image.DockerfileText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands of the package manager as an image needs them, and where its downloads stay. */
final class InstallCommands {
    private final PlanRequest request;
    private final NodeProject project;
    private final NodePackageManager manager;
    private final InstallInputs inputs;

    InstallCommands(
            PlanRequest request,
            NodeProject project,
            NodePackageManager manager,
            InstallInputs inputs) {
        this.request = request;
        this.project = project;
        this.manager = manager;
        this.inputs = inputs;
    }

    /** Mounts of the manager's cache. */
    List<String> caches(DockerfileText file) {
        return switch (manager.kind()) {
            case NPM -> List.of(file.cache("npm", "/root/.npm"));
            case PNPM -> List.of(file.cache("pnpm", "/root/.local/share/pnpm/store"));
            case YARN ->
                    manager.berry()
                            ? List.of(file.cache("yarn-berry", "/root/.yarn/berry/cache"))
                            : List.of(file.cache("yarn", "/usr/local/share/.cache/yarn"));
            case BUN -> List.of(file.cache("bun", "/root/.bun/install/cache"));
        };
    }

    /**
     * Without development dependencies, unless the start needs one or the user has set a command.
     */
    @Nullable String inProduction(@Nullable String install, boolean keepsDev) {
        if (install == null || keepsDev || request.overrides().installCommand() != null) {
            return install;
        }
        String production = manager.installProduction(install);
        return production == null ? install : production;
    }

    /** Without anything to install, package managers make no folder, and the copy would fail. */
    @Nullable String withModulesFolder(@Nullable String install) {
        boolean none =
                project.manifest().at("dependencies").fields().isEmpty()
                        && project.manifest().at("optionalDependencies").fields().isEmpty();
        return install == null || !none || inputs.needsAllSources()
                ? install
                : install + " && mkdir -p node_modules";
    }

    /** Git hooks have no place in an image, and their tool is missing without dev dependencies. */
    String withoutGitHooks(String install) {
        String prepare = project.script("prepare");
        boolean hooks = prepare != null && InstallInputs.GIT_HOOKS.matcher(prepare).matches();
        return hooks ? "npm pkg delete scripts.prepare && " + install : install;
    }

    /** Runs the build script of a member, from the top of the workspace. */
    String buildMember(WorkspaceMembers.Member member) {
        String name = member.name();
        return switch (manager.kind()) {
            case NPM -> "npm run build --workspace=" + name;
            case PNPM -> "pnpm --filter " + name + " run build";
            case YARN -> "yarn workspace " + name + " run build";
            case BUN -> "bun run --filter " + name + " build";
        };
    }

    /** Adds a package for the build alone: what the lock file says of the others stays. */
    String add(String npmPackage) {
        return switch (manager.kind()) {
            case NPM -> "npm install --no-save " + npmPackage;
            case PNPM -> "pnpm add --save-dev --ignore-workspace-root-check " + npmPackage;
            case YARN ->
                    (manager.berry()
                                    ? "yarn add --dev "
                                    : "yarn add --dev --ignore-workspace-root-check ")
                            + npmPackage;
            case BUN -> "bun add --dev " + npmPackage;
        };
    }
}
