package dev.autostack.planner.detect;

import dev.autostack.protocol.Detection.SourcedVersion;
import dev.autostack.protocol.Detection.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A plan in the making. Settings of the user win over what a detector finds. */
public final class PlanDraft {
    private final PlanRequest request;
    private final List<Warning> warnings = new ArrayList<>();
    private final TreeSet<String> datastores = new TreeSet<>();
    private final TreeSet<String> variables = new TreeSet<>();
    private @Nullable String packageManager;
    private @Nullable SourcedVersion version;
    private @Nullable String install;
    private @Nullable String build;
    private @Nullable CommandLine start;
    private @Nullable Integer port;
    private @Nullable String healthPath;
    private @Nullable String outputDirectory;
    private boolean readOnlyRoot;

    public PlanDraft(PlanRequest request) {
        this.request = request;
        PlanOverridesOf set = new PlanOverridesOf(request);
        this.install = set.install();
        this.build = set.build();
        this.start = set.start();
        this.port = set.port();
        this.healthPath = set.health();
    }

    private record PlanOverridesOf(PlanRequest request) {
        @Nullable String install() {
            return request.overrides().installCommand();
        }

        @Nullable String build() {
            return request.overrides().buildCommand();
        }

        @Nullable Integer port() {
            return request.overrides().port();
        }

        @Nullable String health() {
            return request.overrides().healthPath();
        }

        @Nullable CommandLine start() {
            String set = request.overrides().startCommand();
            if (set != null) {
                return CommandLine.parse(set, "setting");
            }
            String web = Procfile.web(request.tree());
            return web == null || DevServers.is(web, request.tree())
                    ? null
                    : CommandLine.parse(web, "Procfile");
        }
    }

    public PlanRequest request() {
        return request;
    }

    public PlanDraft toolchain(@Nullable String manager, @Nullable SourcedVersion found) {
        packageManager = manager;
        version = found;
        return this;
    }

    public PlanDraft install(@Nullable String found) {
        install = install == null ? found : install;
        return this;
    }

    public PlanDraft build(@Nullable String found) {
        build = build == null ? found : build;
        return this;
    }

    public PlanDraft start(@Nullable CommandLine found) {
        start = start == null ? found : start;
        return this;
    }

    /** For a start command of the tree that the image knows under other names. */
    public PlanDraft startInstead(CommandLine command) {
        start = command;
        return this;
    }

    public PlanDraft port(@Nullable Integer found) {
        port = port == null ? found : port;
        return this;
    }

    public PlanDraft health(@Nullable String found) {
        healthPath = healthPath == null ? found : healthPath;
        return this;
    }

    public PlanDraft output(String folder) {
        String set = request.overrides().outputDirectory();
        outputDirectory = set == null ? folder : set;
        return this;
    }

    public PlanDraft readOnlyRoot() {
        readOnlyRoot = true;
        return this;
    }

    public PlanDraft datastore(String store) {
        datastores.add(store);
        return this;
    }

    public PlanDraft variable(String name) {
        variables.add(name);
        return this;
    }

    public PlanDraft warn(String code, String message, String advice) {
        warnings.add(new Warning(code, message, advice));
        return this;
    }

    public PlanDraft warn(List<Warning> more) {
        warnings.addAll(more);
        return this;
    }

    public @Nullable String install() {
        return install;
    }

    public @Nullable String build() {
        return build;
    }

    public @Nullable CommandLine start() {
        return start;
    }

    public @Nullable Integer port() {
        return port;
    }

    public int portOr(int other) {
        Integer found = port;
        return found == null ? other : found;
    }

    public String outputOr(String other) {
        String found = outputDirectory;
        return found == null ? other : found;
    }

    /** Whether a step was set by the user; such a step is run as it is. */
    public boolean setByUser(@Nullable String override) {
        return override != null;
    }

    public BuildPlan done(String dockerfile, @Nullable String dockerignore) {
        return done(request.tree(), dockerfile, dockerignore);
    }

    /** With another folder as the build's context: the top of what the project is a member of. */
    public BuildPlan done(SourceTree context, String dockerfile, @Nullable String dockerignore) {
        return plan(new ImagePlan(dockerfile, null, null, context.base(), dockerignore), null);
    }

    public BuildPlan missing(String code, String message, String advice) {
        return plan(null, new BuildPlan.Missing(code, message, advice));
    }

    private BuildPlan plan(@Nullable ImagePlan image, BuildPlan.@Nullable Missing missing) {
        CommandLine command = start;
        return new BuildPlan(
                new BuildPlan.Toolchain(packageManager, version),
                new BuildPlan.Commands(install, build, command == null ? null : command.shown()),
                new BuildPlan.Serving(port, healthPath, outputDirectory, List.of(), readOnlyRoot),
                new BuildPlan.Hints(List.copyOf(datastores), List.copyOf(variables)),
                image,
                missing,
                warnings);
    }
}
