package dev.autostack.planner;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.PlanRequest;
import java.util.ArrayList;
import java.util.List;

/** The answer for a repository whose app is in a folder below the top. */
final class ProjectsBelow {
    private ProjectsBelow() {}

    /**
     * The top cannot be started: the only project of its stack below that can is meant, or the user
     * chooses.
     */
    static PlanOutcome instead(
            PlanRequest request, PlanOutcome.Incomplete incomplete, List<Candidate> top) {
        if (request.overrides().buildCommand() != null) {
            return incomplete;
        }
        List<Workspace.App> apps = Workspace.all(request.tree());
        List<Workspace.App> startable =
                Workspace.deployable(apps).stream()
                        .filter(app -> app.candidate().stack().equals(top.getFirst().stack()))
                        .filter(app ->
                                app.candidate().planner().apply(request.at(app.tree())).missing()
                                        == null)
                        .toList();
        if (startable.isEmpty()) {
            return incomplete;
        }
        Workspace.App app = startable.getFirst();
        PlanRequest inside = request.at(app.tree());
        PlanOutcome outcome =
                Planner.planned(
                        inside,
                        app.candidate(),
                        top,
                        apps,
                        app.candidate().planner().apply(inside));
        if (startable.size() == 1 || !(outcome instanceof PlanOutcome.Planned planned)) {
            return outcome;
        }
        return new PlanOutcome.Ambiguous(
                planned.detection(),
                "The top of the repository starts nothing, but these folders do: "
                        + String.join(", ", startable.stream().map(Workspace.App::path).toList())
                        + ".",
                "Set the root directory of the project to one of them.");
    }

    /** Nothing at the top: the only project below is meant; of several the user chooses. */
    static PlanOutcome chosen(PlanRequest request, List<Candidate> top, List<Workspace.App> apps) {
        Workspace.App best = apps.getFirst();
        PlanRequest inside = request.at(best.tree());
        List<Candidate> others = others(apps.subList(1, apps.size()), top);
        BuildPlan plan = best.candidate().planner().apply(inside);
        PlanOutcome outcome = Planner.planned(inside, best.candidate(), others, apps, plan);
        if (apps.size() == 1 || !(outcome instanceof PlanOutcome.Planned planned)) {
            return outcome;
        }
        return new PlanOutcome.Ambiguous(
                planned.detection(),
                "The top of the repository holds no app, but these folders do: "
                        + String.join(", ", apps.stream().map(Workspace.App::path).toList())
                        + ".",
                "Set the root directory of the project to one of them.");
    }

    static List<Candidate> others(List<Workspace.App> apps, List<Candidate> top) {
        List<Candidate> others = new ArrayList<>();
        apps.forEach(app -> others.add(app.candidate()));
        others.addAll(top);
        return others;
    }
}
