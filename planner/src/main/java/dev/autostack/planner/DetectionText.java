package dev.autostack.planner;

import dev.autostack.planner.compose.ComposeFile;
import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.ImagePlan;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.Detection.Alternative;
import dev.autostack.protocol.Detection.Warning;
import dev.autostack.protocol.RunPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Puts what was found into the words of the wire. */
final class DetectionText {
    private static final int DEFAULT_PORT = 8080;

    private DetectionText() {}

    static Detection of(
            PlanRequest request,
            Candidate best,
            List<Candidate> others,
            List<Workspace.App> apps,
            BuildPlan plan,
            int close) {
        List<Warning> warnings = new ArrayList<>(request.tree().warnings());
        warnings.addAll(plan.warnings());
        List<Alternative> alternatives =
                others.stream()
                        .map(c -> new Alternative(c.stack(), c.framework(), c.confidence()))
                        .toList();
        boolean ambiguous =
                others.stream()
                        .anyMatch(other ->
                                !best.stack().equals("dockerfile")
                                        && !best.stack().equals("compose")
                                        && !other.stack().equals("dockerfile")
                                        && !other.stack().equals(best.stack())
                                        && best.points() - other.points() < close);
        ImagePlan image = plan.image();
        return new Detection(
                request.tree().base(),
                best.stack(),
                best.framework(),
                best.language(),
                plan.toolchain().packageManager(),
                plan.toolchain().version(),
                best.confidence(),
                best.evidence(),
                alternatives,
                ambiguous,
                plan.commands().install(),
                plan.commands().build(),
                plan.commands().start(),
                plan.serving().port(),
                plan.serving().healthPath(),
                plan.serving().outputDirectory(),
                datastores(request, plan),
                plan.hints().variables(),
                members(apps),
                warnings,
                image == null ? null : image.dockerfile());
    }

    /** What the sources name, and what a compose file beside them runs. */
    private static List<String> datastores(PlanRequest request, BuildPlan plan) {
        TreeSet<String> all = new TreeSet<>(plan.hints().datastores());
        ComposeFile compose = ComposeFile.read(request.tree());
        if (compose != null) {
            all.addAll(compose.datastores());
        }
        return List.copyOf(all);
    }

    private static List<Detection.Member> members(List<Workspace.App> apps) {
        return apps.stream()
                .map(app ->
                        new Detection.Member(
                                app.tree().base(),
                                RelativePath.name(app.path()),
                                app.candidate().stack(),
                                app.candidate().framework(),
                                app.candidate().confidence()))
                .toList();
    }

    static Detection nothing(PlanRequest request) {
        return Detection.unknown(request.tree().base(), request.tree().warnings());
    }

    static RunPlan run(BuildPlan plan) {
        Integer port = plan.serving().port();
        return new RunPlan(
                port == null ? DEFAULT_PORT : port,
                plan.serving().healthPath(),
                plan.serving().command(),
                plan.serving().readOnlyRoot());
    }
}
