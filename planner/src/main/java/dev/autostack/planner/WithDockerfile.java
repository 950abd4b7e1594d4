package dev.autostack.planner;

import dev.autostack.planner.container.DockerfileEvidence;
import dev.autostack.planner.container.DockerfilePlan;
import dev.autostack.planner.container.LambdaPlan;
import dev.autostack.planner.container.OwnDockerfile;
import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.unsupported.UnsupportedDetector;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.Detection.Warning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A repository with a Dockerfile in its usual place. It is built as it is: whoever wrote it knows
 * more than any rule. What the sources say is still shown.
 */
final class WithDockerfile {
    private final PlanRequest request;
    private final OwnDockerfile own;
    private final List<Candidate> readings;
    private final List<Workspace.App> apps;
    private final Workspace.@Nullable App below;
    private final @Nullable String unfit;

    WithDockerfile(PlanRequest request, List<Candidate> all, OwnDockerfile own) {
        this.request = request;
        this.own = own;
        this.apps = Workspace.apps(request.tree(), all);
        this.below = isStrong(all) ? null : below(all);
        this.readings = below == null ? supported(all, own) : all;
        this.unfit = own.unfit(request.tree());
    }

    /** The image that a Dockerfile stands on tells which of the languages is the one that runs. */
    private static List<Candidate> supported(List<Candidate> all, OwnDockerfile own) {
        String stack = own.stack();
        Candidate meant =
                all.stream().filter(each -> each.stack().equals(stack)).findFirst().orElse(null);
        // Where both are sure of themselves, the Dockerfile is what tells them apart.
        boolean sure =
                meant != null
                        && !meant.stack().equals(all.getFirst().stack())
                        && meant.framework() != null
                        && meant.points() >= Planner.STRONG;
        if (stack == null
                || meant == null
                || (!sure && all.getFirst().points() >= 2 * Tally.MANIFEST)) {
            return all;
        }
        List<Candidate> weighed = new ArrayList<>();
        for (Candidate candidate : all) {
            if (!candidate.stack().equals(stack)) {
                weighed.add(candidate);
                continue;
            }
            List<Detection.Evidence> evidence = new ArrayList<>(candidate.evidence());
            evidence.add(
                    new Detection.Evidence(
                            own.path(), "builds on an image of " + stack, Tally.MANIFEST));
            weighed.add(
                    new Candidate(
                            stack,
                            candidate.framework(),
                            candidate.language(),
                            evidence,
                            candidate.planner()));
        }
        weighed.sort(Comparator.comparingInt(Candidate::points).reversed());
        return weighed;
    }

    /** What the sources say, best first. */
    List<Candidate> readings() {
        return readings;
    }

    /** True when its container would not serve, and the sources tell how to make one that does. */
    boolean isLeftOut() {
        if (unfit == null || (!isStrong(readings) && below == null)) {
            return false;
        }
        request.tree()
                .warn(
                        own.path(),
                        new Warning(
                                "dockerfile_not_used",
                                own.path() + " " + unfit + "; the image is made from the sources.",
                                "Let its last stage start the app for production, or set the Dockerfile of the"
                                        + " project to have it built as it is."));
        return true;
    }

    private static boolean isStrong(List<Candidate> readings) {
        return !readings.isEmpty()
                && readings.getFirst().points() >= Planner.STRONG
                && !readings.getFirst().stack().equals(UnsupportedDetector.STACK);
    }

    PlanOutcome plan() {
        Candidate lambda = LambdaPlan.candidate(request.tree(), own);
        if (lambda != null) {
            return Planner.planned(
                    request, lambda, readings, List.of(), lambda.planner().apply(request));
        }
        if (unfit != null) {
            request.tree()
                    .warn(
                            own.path(),
                            new Warning(
                                    "dockerfile_does_not_serve",
                                    own.path() + " " + unfit + ".",
                                    "Let its last stage start the app for production, or set the start command."));
        }
        Candidate dockerfile =
                DockerfilePlan.candidate(request.tree(), own, unsupportedLanguage(readings));
        BuildPlan asWritten = DockerfilePlan.of(request, own);
        List<Candidate> languages = new ArrayList<>(readings);
        languages.removeIf(c -> c.stack().equals(UnsupportedDetector.STACK));
        if (!isStrong(readings)) {
            return below == null
                    ? Planner.planned(request, dockerfile, readings, apps, asWritten)
                    : shown(
                            below.candidate(),
                            request.at(below.tree()),
                            languages,
                            dockerfile,
                            asWritten);
        }
        Candidate language = Workspace.named(languages.getFirst(), apps);
        return shown(
                language, request, languages.subList(1, languages.size()), dockerfile, asWritten);
    }

    /**
     * The project further down that the Dockerfile is written for: the only one, or those of the
     * language whose image it stands on when they agree on their framework.
     */
    private Workspace.@Nullable App below(List<Candidate> top) {
        String stack = own.stack();
        List<Workspace.App> fitting = new ArrayList<>(apps);
        if (stack != null) {
            fitting.removeIf(app -> !app.candidate().stack().equals(stack));
        }
        if (fitting.size() > 1) {
            fitting.removeIf(Workspace.App::browserOnly);
        }
        Set<String> kinds = new LinkedHashSet<>();
        fitting.forEach(
                app -> kinds.add(app.candidate().stack() + " " + app.candidate().framework()));
        return kinds.size() == 1
                        && (stack != null || apps.size() == 1)
                        && Workspace.outweighs(request.tree(), top, fitting.getFirst())
                ? fitting.getFirst()
                : null;
    }

    /** The image of the Dockerfile under the name of what the sources are. */
    private PlanOutcome shown(
            Candidate language,
            PlanRequest at,
            List<Candidate> runnersUp,
            Candidate dockerfile,
            BuildPlan asWritten) {
        BuildPlan generated = language.planner().apply(at);
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
        evidence.addAll(DockerfileEvidence.of(own, request.tree()));
        Candidate named =
                new Candidate(
                        language.stack(),
                        language.framework(),
                        language.language(),
                        evidence,
                        language.planner());
        List<Candidate> others = new ArrayList<>();
        others.add(dockerfile);
        others.addAll(runnersUp);
        return Planner.planned(request, named, others, apps, merged);
    }

    /** The language to name beside a stack that names none itself. */
    static @Nullable String unsupportedLanguage(List<Candidate> all) {
        return all.isEmpty() || !all.getFirst().stack().equals(UnsupportedDetector.STACK)
                ? null
                : all.getFirst().language();
    }
}
