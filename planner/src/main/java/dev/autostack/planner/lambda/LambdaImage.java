package dev.autostack.planner.lambda;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.image.DockerfileText;
import dev.autostack.planner.node.NodeDependencies;
import dev.autostack.planner.python.PythonDependencies;
import dev.autostack.protocol.Detection.SourcedVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Dockerfile of a function. Everything is installed on the base image that runs it, so that
 * compiled dependencies fit, and only what is installed and the sources are shipped
 * (docs.aws.amazon.com/lambda/latest/dg/images-create.html).
 */
final class LambdaImage {
    /** LAMBDA_TASK_ROOT of all base images. */
    private static final String ROOT = "/var/task";

    private static final String UID = "1000:1000";
    private static final String DOCKERIGNORE =
            """
            **/.git
            **/node_modules
            **/.venv
            **/__pycache__
            **/.env
            **/.env.local
            **/.serverless
            **/.aws-sam
            **/.DS_Store
            """;

    private final PlanRequest request;
    private final PlanDraft draft;
    private final LambdaFunction function;
    private final String base;
    private final DockerfileText file;

    LambdaImage(PlanRequest request, PlanDraft draft, LambdaFunction function, String base) {
        this.request = request;
        this.draft = draft;
        this.function = function;
        this.base = base;
        this.file = new DockerfileText(request);
    }

    BuildPlan make(String language, SourcedVersion version) {
        // What the function asks for stands in its own folder or at the top of the project.
        SourceTree own =
                function.folder().isEmpty()
                        ? request.tree()
                        : request.tree().child(function.folder());
        boolean apart =
                own.firstOf("package.json", "requirements.txt", "pyproject.toml", "Gemfile") != null
                        || request.tree().firstOf("package.json", "requirements.txt", "Gemfile")
                                == null;
        PlanRequest at = apart ? request.at(own) : request;
        String handler =
                apart
                        ? function.handler()
                        : RelativePath.join(function.folder(), function.handler());
        return switch (language) {
            case "nodejs" -> node(at, handler, version);
            case "python" -> python(at, handler, version);
            default -> ruby(at, handler, version);
        };
    }

    private BuildPlan node(PlanRequest at, String handler, SourcedVersion version) {
        NodeDependencies dependencies = NodeDependencies.of(at);
        String set = request.overrides().buildCommand();
        String build = set == null ? nodeBuild(at, handler, dependencies) : set;
        String source = function.file(request.tree());
        boolean typed = source != null && source.matches(".*\\.[cm]?tsx?");
        draft.toolchain(dependencies == null ? null : dependencies.manager(), version);
        if (typed && build == null) {
            return draft.missing(
                    "lambda_sources_need_build",
                    "The handler "
                            + function.handler()
                            + " is written in TypeScript, and nothing compiles it.",
                    "Add esbuild or typescript to devDependencies, or set the build command of the project.");
        }
        String below = dependencies == null ? "" : dependencies.below();
        begin();
        if (dependencies != null) {
            draft.install(dependencies.install());
            dependencies.installInto(file, build != null);
        }
        file.copy(List.of("."), "./");
        if (build != null) {
            draft.build(build);
            file.buildVariables();
            if (!below.isEmpty()) {
                file.workdir(RelativePath.join(ROOT, below));
            }
            file.runWithSecrets(List.of(), build);
            if (dependencies != null && request.overrides().installCommand() == null) {
                dependencies.prune(file);
            }
        }
        end(Map.of("NODE_ENV", "production"), RelativePath.join(below, handler));
        SourceTree context =
                dependencies == null ? at.tree() : contextOf(at.tree(), dependencies.context());
        return draft.done(context, file.toString(), DOCKERIGNORE);
    }

    private static SourceTree contextOf(SourceTree tree, String wanted) {
        SourceTree place = tree;
        for (SourceTree up = tree; up != null; up = up.parent()) {
            if (up.base().equals(wanted)) {
                place = up;
            }
        }
        return place;
    }

    /** What makes the handler's file; null when it is there as it is. */
    private @Nullable String nodeBuild(
            PlanRequest at, String handler, @Nullable NodeDependencies dependencies) {
        String source = function.file(request.tree());
        if (dependencies == null || (source != null && source.matches(".*\\.[cm]?js"))) {
            return null;
        }
        if (source == null) {
            return dependencies.script("build") == null ? null : dependencies.run("build");
        }
        String stem = handler.substring(0, handler.lastIndexOf('.'));
        String typed = stem + source.substring(source.lastIndexOf('.'));
        if (dependencies.uses("esbuild")) {
            boolean modules = "module".equals(at.tree().json("package.json").at("type").string());
            return "npx --no-install esbuild "
                    + typed
                    + " --bundle --platform=node --format=cjs"
                    + (dependencies.uses("aws-sdk") ? "" : " --external:aws-sdk")
                    + " --external:@aws-sdk/* --outfile="
                    + stem
                    + (modules ? ".cjs" : ".js");
        }
        return dependencies.uses("typescript")
                ? "npx --no-install tsc --noEmit false --rootDir . --outDir ."
                : null;
    }

    private BuildPlan python(PlanRequest at, String handler, SourcedVersion version) {
        PythonDependencies dependencies = PythonDependencies.of(at);
        draft.toolchain(dependencies == null ? null : dependencies.manager(), version);
        begin();
        if (dependencies != null) {
            draft.install(dependencies.install());
            dependencies.installInto(file, ROOT);
        }
        file.copy(List.of("."), "./");
        build();
        end(Map.of("PYTHONUNBUFFERED", "1"), handler);
        return draft.done(at.tree(), file.toString(), DOCKERIGNORE);
    }

    private BuildPlan ruby(PlanRequest at, String handler, SourcedVersion version) {
        boolean gems = at.tree().has("Gemfile");
        draft.toolchain(gems ? "bundler" : null, version);
        begin();
        if (gems) {
            draft.install("bundle install");
            file.copy(
                    at.tree().has("Gemfile.lock")
                            ? List.of("Gemfile", "Gemfile.lock")
                            : List.of("Gemfile"),
                    "./");
            file.runWithSecrets(
                    List.of(),
                    "bundle config set --local path vendor/bundle && bundle config set --local without"
                            + " development:test && "
                            + draft.install());
        }
        file.copy(List.of("."), "./");
        build();
        end(Map.of(), handler);
        return draft.done(at.tree(), file.toString(), DOCKERIGNORE);
    }

    private void begin() {
        file.from(base, "build");
        file.workdir(ROOT);
    }

    private void build() {
        String set = request.overrides().buildCommand();
        if (set != null) {
            file.buildVariables();
            file.runWithSecrets(List.of(), set);
        }
    }

    private void end(Map<String, String> environment, String handler) {
        file.blank();
        file.from(base, "run");
        file.env(environment);
        file.workdir(ROOT);
        file.copyFrom("build", List.of(ROOT), ROOT);
        file.user(UID);
        file.expose(draft.portOr(8080));
        file.command(List.of(handler));
        draft.startInstead(CommandLine.of("handler", handler));
    }
}
