package dev.autostack.planner;

import dev.autostack.planner.container.DockerfilePlan;
import dev.autostack.planner.container.OwnDockerfile;
import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.PlannerSettings;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.files.AppFiles;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.node.NodeDetector;
import dev.autostack.planner.staticsite.StaticSiteDetector;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.PlanOverrides;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Source tree to plan. Pure: reads only through {@link AppFiles}, starts nothing, and equal input
 * gives an equal answer. Safe for many threads.
 */
public final class Planner {
    /** Ahead by less than this, the runner-up is shown as a possible answer. */
    private static final int CLOSE = 15;

    private static final List<StackDetector> DETECTORS =
            List.of(new NodeDetector(), new StaticSiteDetector());

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
        PlanRequest request =
                new PlanRequest(tree, overrides, buildVariables, buildSecrets, settings);
        String named = overrides.dockerfile();
        if (named != null || "dockerfile".equals(overrides.stack())) {
            return ownDockerfile(request, named);
        }
        List<Candidate> candidates = candidates(tree);
        return choose(request, candidates);
    }

    private static List<Candidate> candidates(SourceTree tree) {
        List<Candidate> found = new ArrayList<>();
        DETECTORS.forEach(detector -> found.addAll(detector.detect(tree)));
        // The sort is stable: among equals the order of the detectors decides.
        found.sort(Comparator.comparingInt(Candidate::points).reversed());
        return found;
    }

    private PlanOutcome ownDockerfile(PlanRequest request, @Nullable String named) {
        OwnDockerfile.Found found =
                named == null
                        ? OwnDockerfile.find(request.tree())
                        : OwnDockerfile.read(
                                request.tree(), named, request.overrides().dockerfileTarget());
        return switch (found) {
            case OwnDockerfile.Found.Usable usable -> {
                Candidate candidate = dockerfileCandidate(usable.file());
                yield planned(
                        request, candidate, List.of(), DockerfilePlan.of(request, usable.file()));
            }
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

    private PlanOutcome choose(PlanRequest request, List<Candidate> candidates) {
        String wanted = request.overrides().stack();
        List<Candidate> possible =
                wanted == null
                        ? candidates
                        : candidates.stream().filter(c -> c.stack().equals(wanted)).toList();
        OwnDockerfile own =
                wanted == null
                                && OwnDockerfile.find(request.tree())
                                        instanceof OwnDockerfile.Found.Usable usable
                        ? usable.file()
                        : null;
        if (own != null && !own.runsNothing()) {
            return withOwnDockerfile(request, possible, own);
        }
        if (possible.isEmpty()) {
            return nothing(request, wanted);
        }
        Candidate best = possible.getFirst();
        return planned(
                request, best, possible.subList(1, possible.size()), best.planner().apply(request));
    }

    /**
     * A Dockerfile in its usual place is built as it is: whoever wrote it knows more than any rule.
     * What the sources say is still shown.
     */
    private PlanOutcome withOwnDockerfile(
            PlanRequest request, List<Candidate> candidates, OwnDockerfile own) {
        Candidate dockerfile = dockerfileCandidate(own);
        BuildPlan asWritten = DockerfilePlan.of(request, own);
        if (candidates.isEmpty()) {
            return planned(request, dockerfile, List.of(), asWritten);
        }
        Candidate language = candidates.getFirst();
        BuildPlan generated = language.planner().apply(request);
        BuildPlan merged =
                new BuildPlan(
                        generated.toolchain(),
                        asWritten.commands(),
                        asWritten.serving(),
                        generated.hints(),
                        asWritten.image(),
                        null,
                        asWritten.warnings());
        List<Detection.Evidence> evidence = new ArrayList<>(language.evidence());
        evidence.add(new Detection.Evidence(own.path(), "is built as it is", 0));
        Candidate shown =
                new Candidate(
                        language.stack(),
                        language.framework(),
                        language.language(),
                        evidence,
                        language.planner());
        List<Candidate> others = new ArrayList<>();
        others.add(dockerfile);
        others.addAll(candidates.subList(1, candidates.size()));
        return planned(request, shown, others, merged);
    }

    private static Candidate dockerfileCandidate(OwnDockerfile own) {
        return new Candidate(
                "dockerfile",
                null,
                null,
                List.of(new Detection.Evidence(own.path(), "is a Dockerfile", 40)),
                request -> DockerfilePlan.of(request, own));
    }

    private static PlanOutcome planned(
            PlanRequest request, Candidate best, List<Candidate> others, BuildPlan plan) {
        Detection detection = DetectionText.of(request, best, others, plan, CLOSE);
        BuildPlan.Missing missing = plan.missing();
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

    private static PlanOutcome nothing(PlanRequest request, @Nullable String wanted) {
        List<String> lookedFor = List.of("package.json", "index.html", "Dockerfile");
        if (wanted != null) {
            return new PlanOutcome.Refused(
                    "stack_not_found",
                    "The stack is set to " + wanted + ", but nothing in the project points to it.",
                    "Clear the setting, or correct the root directory of the project.");
        }
        Detection detection = DetectionText.unsupported(request, null);
        if (request.tree().files().isEmpty()) {
            return new PlanOutcome.Empty(detection, lookedFor);
        }
        return new PlanOutcome.Unsupported(
                detection,
                "unknown",
                "Add a Dockerfile, or set the root directory to the folder that holds the app.",
                lookedFor);
    }
}
