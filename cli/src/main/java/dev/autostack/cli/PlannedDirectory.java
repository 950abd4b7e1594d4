package dev.autostack.cli;

import dev.autostack.planner.PlanOutcome;
import dev.autostack.planner.Planner;
import dev.autostack.planner.detect.PlannerSettings;
import dev.autostack.planner.files.DirectoryFiles;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.PlanOverrides;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A directory with what the planner says about it; {@code detection} names it as it was given. */
record PlannedDirectory(Path directory, PlanOutcome outcome, Detection detection) {
    private static final Planner PLANNER = new Planner(PlannerSettings.defaults());

    /**
     * @param root the folder of the app below the directory, "" for its top
     */
    static PlannedDirectory of(Path directory, String root) {
        PlanOutcome outcome;
        try {
            outcome =
                    PLANNER.plan(
                            DirectoryFiles.open(directory),
                            root,
                            PlanOverrides.none(),
                            List.of(),
                            List.of());
        } catch (IOException e) {
            outcome =
                    new PlanOutcome.Refused(
                            "directory_unreadable",
                            directory + " is not a directory that can be read.",
                            "Name a directory.");
        }
        return new PlannedDirectory(directory, outcome, found(outcome).at(directory.toString()));
    }

    /** The folder below the directory that is planned, "" for the directory itself. */
    String folder() {
        return found(outcome).path();
    }

    private static Detection found(PlanOutcome outcome) {
        return switch (outcome) {
            case PlanOutcome.Planned planned -> planned.detection();
            case PlanOutcome.Ambiguous ambiguous -> ambiguous.detection();
            case PlanOutcome.Incomplete incomplete -> incomplete.detection();
            case PlanOutcome.Unsupported unsupported -> unsupported.detection();
            case PlanOutcome.Empty empty -> empty.detection();
            case PlanOutcome.Refused refused ->
                    Detection.unknown(
                            "",
                            List.of(
                                    new Detection.Warning(
                                            refused.code(), refused.message(), refused.hint())));
        };
    }
}
