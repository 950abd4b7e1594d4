package dev.autostack.planner.container;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.ImagePlan;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.protocol.Detection.Warning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a Dockerfile of the user as it is. */
public final class DockerfilePlan {
    private static final String STACK = "dockerfile";

    private DockerfilePlan() {}

    /**
     * The Dockerfile as a reading of the tree.
     *
     * @param language of the sources, when it has no stack of its own
     */
    public static Candidate candidate(
            SourceTree tree, OwnDockerfile own, @Nullable String language) {
        return new Candidate(
                STACK,
                null,
                language,
                DockerfileEvidence.of(own, tree),
                request -> of(request, own));
    }

    /** Only a Dockerfile tells how to build this, and it cannot be built. */
    public static Candidate candidate(
            OwnDockerfile.Found.Broken broken, @Nullable String language) {
        Warning warning = warning(broken);
        return new Candidate(
                STACK,
                null,
                language,
                DockerfileEvidence.broken(broken.path(), broken.problem()),
                request ->
                        new PlanDraft(request)
                                .missing(warning.code(), warning.message(), warning.advice()));
    }

    public static Warning warning(OwnDockerfile.Found.Broken broken) {
        return new Warning(
                "dockerfile_invalid",
                "The Dockerfile " + broken.path() + " cannot be built: " + broken.problem() + ".",
                "Correct it to have it built as it is.");
    }

    public static BuildPlan of(PlanRequest request, OwnDockerfile own) {
        List<Warning> warnings = new ArrayList<>();
        Integer port = request.overrides().port() == null ? own.port() : request.overrides().port();
        if (port == null) {
            port = 8080;
            warnings.add(
                    new Warning(
                            "port_assumed",
                            own.path() + " has no EXPOSE; port 8080 is assumed and given as PORT.",
                            "Add EXPOSE with the port that the app listens on, or set the port."));
        }
        String health = request.overrides().healthPath();
        if (health == null) {
            health = own.healthPath();
        }
        String start = request.overrides().startCommand();
        return new BuildPlan(
                BuildPlan.Toolchain.none(),
                new BuildPlan.Commands(null, null, start == null ? own.start() : start),
                new BuildPlan.Serving(
                        port, health == null ? "/" : health, null, command(start), false),
                BuildPlan.Hints.none(),
                new ImagePlan(
                        own.text(), own.path(), target(request, own), request.tree().base(), null),
                null,
                warnings);
    }

    private static List<String> command(@Nullable String start) {
        return start == null ? List.of() : List.of("/bin/sh", "-c", start);
    }

    private static @Nullable String target(PlanRequest request, OwnDockerfile own) {
        String set = request.overrides().dockerfileTarget();
        return set == null || own.stage().index() == own.dockerfile().last().index() ? null : set;
    }
}
