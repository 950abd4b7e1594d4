package dev.autostack.planner;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.ImagePlan;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.Detection.Alternative;
import dev.autostack.protocol.Detection.Warning;
import dev.autostack.protocol.RunPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts what was found into the words of the wire. */
final class DetectionText {
    private static final int DEFAULT_PORT = 8080;

    private DetectionText() {}

    static Detection of(
            PlanRequest request,
            Candidate best,
            List<Candidate> others,
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
                                !other.stack().equals("dockerfile")
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
                plan.hints().datastores(),
                plan.hints().variables(),
                List.of(),
                warnings,
                image == null ? null : image.dockerfile());
    }

    static Detection unsupported(PlanRequest request, @Nullable String language) {
        return new Detection(
                request.tree().base(),
                "unsupported",
                null,
                language,
                null,
                null,
                0,
                List.of(),
                List.of(),
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                request.tree().warnings(),
                null);
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
