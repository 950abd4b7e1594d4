package dev.autostack.planner;

import dev.autostack.planner.compose.ComposePlan;
import dev.autostack.planner.config.RepositoryConfig;
import dev.autostack.planner.container.DockerfilePlan;
import dev.autostack.planner.container.LambdaPlan;
import dev.autostack.planner.container.OwnDockerfile;
import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.PlannerSettings;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.AppFiles;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.unsupported.UnsupportedDetector;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.PlanOverrides;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Source tree to plan. Pure: reads only through {@link AppFiles}, starts nothing, and equal input
 * gives an equal answer. Safe for many threads.
 */
public final class Planner {
    /** Ahead by less than this, the runner-up is shown as a possible answer. */
    private static final int CLOSE = 15;

    /** A reading below this is a guess: a project further down is better. */
    static final int STRONG = 35;

    private static final List<String> LOOKED_FOR =
            List.of(
                    "Dockerfile",
                    "compose.yaml",
                    "package.json",
                    "requirements.txt, pyproject.toml, Pipfile",
                    "composer.json, index.php",
                    "go.mod",
                    "Gemfile",
                    "pom.xml, build.gradle",
                    "*.csproj, *.sln",
                    "Cargo.toml",
                    "deno.json",
                    "mix.exs",
                    "index.html");

    private final PlannerSettings settings;

    public Planner(PlannerSettings settings) {
        this.settings = settings;
    }

    /** Plans the top of a tree. */
    public PlanOutcome plan(AppFiles files, PlanOverrides overrides) {
        return plan(files, "", overrides, List.of(), List.of());
    }

    /**
     * Plans the project in {@code rootDirectory} of a repository.
     *
     * @param buildVariables names of plain variables the build may read
     * @param buildSecrets names of secrets that the build gets as mounts
     */
    public PlanOutcome plan(
            AppFiles files,
            String rootDirectory,
            PlanOverrides overrides,
            List<String> buildVariables,
            List<String> buildSecrets) {
        String root = RelativePath.resolve("", rootDirectory);
        if (root == null || !files.isDirectory(root)) {
            return new PlanOutcome.Refused(
                    "root_directory_missing",
                    "The root directory \"" + rootDirectory + "\" is not in the repository.",
                    "Correct the root directory of the project, or commit the folder.");
        }
        PlanOutcome.@Nullable Refused refused = OverrideRules.check(overrides);
        if (refused != null) {
            return refused;
        }
        SourceTree tree = SourceTree.of(files, root);
        return switch (RepositoryConfig.read(tree, overrides)) {
            case RepositoryConfig.Found.None() ->
                    start(
                            new PlanRequest(
                                    tree,
                                    overrides,
                                    buildVariables,
                                    buildSecrets,
                                    settings,
                                    PlanRequest.SETTING));
            case RepositoryConfig.Found.Settings found -> {
                PlanOutcome.@Nullable Refused inFile = OverrideRules.check(found.merged());
                yield inFile == null
                        ? start(
                                new PlanRequest(
                                        tree,
                                        found.merged(),
                                        buildVariables,
                                        buildSecrets,
                                        settings,
                                        overrides.runtimeVersion() == null
                                                ? found.file()
                                                : PlanRequest.SETTING))
                        : inFile;
            }
            case RepositoryConfig.Found.Invalid invalid ->
                    new PlanOutcome.Refused(
                            "repository_config_invalid",
                            invalid.file() + " cannot be used: " + invalid.problem() + ".",
                            "Correct the file; its schema is docs/autostack.schema.json.");
        };
    }

    private static PlanOutcome start(PlanRequest request) {
        String named = request.overrides().dockerfile();
        String stack = request.overrides().stack();
        if (ComposePlan.STACK.equals(stack)) {
            return compose(request);
        }
        boolean ownLambda =
                LambdaPlan.STACK.equals(stack)
                        && !(OwnDockerfile.find(request.tree())
                                instanceof OwnDockerfile.Found.None);
        return named != null || "dockerfile".equals(stack) || ownLambda
                ? ownDockerfile(request, named)
                : detect(request);
    }

    private static PlanOutcome compose(PlanRequest request) {
        Candidate candidate = ComposePlan.candidate(request.tree(), Planner::sources);
        return candidate == null
                ? notFound(ComposePlan.STACK)
                : planned(
                        request,
                        candidate,
                        List.of(),
                        List.of(),
                        candidate.planner().apply(request));
    }

    private static PlanOutcome ownDockerfile(PlanRequest request, @Nullable String named) {
        OwnDockerfile.Found found =
                named == null
                        ? OwnDockerfile.find(request.tree())
                        : OwnDockerfile.read(
                                request.tree(), named, request.overrides().dockerfileTarget());
        return switch (found) {
            case OwnDockerfile.Found.Usable usable
                    when LambdaPlan.STACK.equals(request.overrides().stack()) ->
                    lambda(request, usable.file());
            case OwnDockerfile.Found.Usable usable ->
                    planned(
                            request,
                            DockerfilePlan.candidate(request.tree(), usable.file(), null),
                            List.of(),
                            List.of(),
                            DockerfilePlan.of(request, usable.file()));
            case OwnDockerfile.Found.Broken broken ->
                    new PlanOutcome.Refused(
                            "dockerfile_invalid",
                            "The Dockerfile "
                                    + broken.path()
                                    + " cannot be used: "
                                    + broken.problem()
                                    + ".",
                            "Correct it, or clear the setting to let the stack be detected.");
            case OwnDockerfile.Found.None() ->
                    new PlanOutcome.Refused(
                            "dockerfile_missing",
                            "There is no Dockerfile at "
                                    + (named == null ? "Dockerfile" : named)
                                    + ".",
                            "Commit it, correct the path, or clear the setting to let the stack be detected.");
        };
    }

    private static PlanOutcome lambda(PlanRequest request, OwnDockerfile own) {
        Candidate candidate = LambdaPlan.candidate(request.tree(), own);
        return candidate == null
                ? notFound(LambdaPlan.STACK)
                : planned(
                        request,
                        candidate,
                        List.of(),
                        List.of(),
                        candidate.planner().apply(request));
    }

    private static PlanOutcome detect(PlanRequest request) {
        String wanted = request.overrides().stack();
        List<Candidate> all = Candidates.of(request.tree());
        if (wanted != null) {
            List<Candidate> chosen = all.stream().filter(c -> c.stack().equals(wanted)).toList();
            return chosen.isEmpty()
                    ? notFound(wanted)
                    : planned(
                            request,
                            chosen.getFirst(),
                            List.of(),
                            List.of(),
                            chosen.getFirst().planner().apply(request));
        }
        OwnDockerfile.Found own = OwnDockerfile.find(request.tree());
        if (own instanceof OwnDockerfile.Found.Broken broken) {
            request.tree().warn(broken.path(), DockerfilePlan.warning(broken));
            if (all.isEmpty() || all.getFirst().stack().equals(UnsupportedDetector.STACK)) {
                Candidate candidate =
                        DockerfilePlan.candidate(broken, WithDockerfile.unsupportedLanguage(all));
                return planned(
                        request, candidate, all, List.of(), candidate.planner().apply(request));
            }
        }
        if (own instanceof OwnDockerfile.Found.Usable usable && !usable.file().runsNothing()) {
            // How functions are made into an image is said by it, not by their template.
            all.removeIf(candidate -> candidate.stack().equals(LambdaPlan.STACK));
            WithDockerfile with = new WithDockerfile(request, all, usable.file());
            if (!with.isLeftOut()) {
                return with.plan();
            }
            all = with.readings();
        }
        List<Workspace.App> apps = Workspace.apps(request.tree(), all);
        Workspace.App below = apps.isEmpty() ? null : apps.getFirst();
        boolean weak = all.isEmpty() || all.getFirst().points() < STRONG;
        Candidate compose = ComposePlan.candidate(request.tree(), Planner::sources);
        if (compose != null && weak && apps.size() > 1 && ComposePlan.builds(request.tree()) > 1) {
            return planned(
                    request,
                    compose,
                    ProjectsBelow.others(apps, all),
                    apps,
                    compose.planner().apply(request));
        }
        if (weak && below != null && Workspace.outweighs(request.tree(), all, below)) {
            return ProjectsBelow.chosen(request, all, apps);
        }
        if (compose != null && ComposePlan.describes(request.tree(), all)) {
            return planned(request, compose, all, apps, compose.planner().apply(request));
        }
        if (all.isEmpty()) {
            return nothing(request);
        }
        Candidate best = Workspace.named(all.getFirst(), apps);
        if (best.stack().equals(UnsupportedDetector.STACK)) {
            return unsupported(request, best, all.subList(1, all.size()));
        }
        BuildPlan plan = best.planner().apply(request);
        PlanOutcome outcome = planned(request, best, all.subList(1, all.size()), apps, plan);
        return outcome instanceof PlanOutcome.Incomplete incomplete && plan.missing() != null
                ? ProjectsBelow.instead(request, incomplete, all)
                : outcome;
    }

    /** The best reading of a folder when it is sure, else null. */
    private static @Nullable Candidate sources(SourceTree folder) {
        List<Candidate> readings = Candidates.of(folder);
        boolean sure =
                !readings.isEmpty()
                        && readings.getFirst().points() >= STRONG
                        && !readings.getFirst().stack().equals(UnsupportedDetector.STACK);
        return sure ? readings.getFirst() : null;
    }

    static PlanOutcome planned(
            PlanRequest request,
            Candidate best,
            List<Candidate> others,
            List<Workspace.App> apps,
            BuildPlan plan) {
        // A server that starts says more than functions beside it; the tree is not searched then.
        boolean asked = plan.missing() != null || plan.serving().outputDirectory() != null;
        CloudFunctions functions = asked ? CloudFunctions.of(request.tree()) : null;
        if (functions != null && plan.missing() != null) {
            Candidate pages = CloudFunctions.pages(others);
            if (pages != null) {
                List<Candidate> rest = new ArrayList<>(others);
                rest.set(rest.indexOf(pages), best);
                return planned(request, pages, rest, apps, pages.planner().apply(request));
            }
        }
        if (functions != null && plan.serving().outputDirectory() != null) {
            request.tree().warn(functions.files().getFirst(), functions.notServed());
        }
        Detection detection = DetectionText.of(request, best, others, apps, plan, CLOSE);
        BuildPlan.Missing missing =
                functions != null && plan.missing() != null ? functions.missing() : plan.missing();
        if (missing != null) {
            return new PlanOutcome.Incomplete(
                    detection, missing.code(), missing.message(), missing.advice());
        }
        return plan.image() == null
                ? new PlanOutcome.Incomplete(
                        detection,
                        "image_plan_missing",
                        "No image can be made of this " + best.stack() + " project.",
                        "Add a Dockerfile.")
                : new PlanOutcome.Planned(detection, plan.image(), DetectionText.run(plan));
    }

    private static PlanOutcome unsupported(
            PlanRequest request, Candidate best, List<Candidate> others) {
        BuildPlan plan = best.planner().apply(request);
        String language = String.valueOf(best.language());
        return new PlanOutcome.Unsupported(
                DetectionText.of(request, best, others, List.of(), plan, CLOSE),
                language,
                "The language "
                        + language
                        + " has no stack here. Add a Dockerfile that builds and starts the app; it is then built as it is.",
                LOOKED_FOR);
    }

    private static PlanOutcome.Refused notFound(String wanted) {
        return new PlanOutcome.Refused(
                "stack_not_found",
                "The stack is set to " + wanted + ", but nothing in the project points to it.",
                "Clear the setting, or correct the root directory of the project.");
    }

    private static PlanOutcome nothing(PlanRequest request) {
        Detection detection = DetectionText.nothing(request);
        CloudFunctions functions = CloudFunctions.of(request.tree());
        if (functions != null) {
            BuildPlan.Missing missing = functions.missing();
            return new PlanOutcome.Incomplete(
                    detection, missing.code(), missing.message(), missing.advice());
        }
        boolean empty =
                request.tree().files().stream()
                        .allMatch(file ->
                                RelativePath.name(file).startsWith(".")
                                        || file.matches(
                                                "(?i)(.*/)?(readme|license|licence|changelog|contributing|security|notice|authors)(\\.[a-z]+)?"));
        return empty
                ? new PlanOutcome.Empty(detection, LOOKED_FOR)
                : new PlanOutcome.Unsupported(
                        detection,
                        "unknown",
                        "Add a Dockerfile, or set the root directory to the folder that holds the app.",
                        LOOKED_FOR);
    }
}
