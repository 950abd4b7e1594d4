package dev.autostack.cli;

import dev.autostack.planner.PlanJson;
import dev.autostack.planner.PlanOutcome;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code autostack plan}: what a tree is, and why. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Says which stack a directory holds, with the evidence.")
final class PlanCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private RootDirectoryOption root = new RootDirectoryOption();

    @Option(names = "--json", description = "One JSON object per directory, one per line.")
    private boolean json;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Directories to look at.")
    private List<Path> directories = List.of();

    // picocli sets the fields before it calls the command.
    @SuppressWarnings("NullAway.Init")
    PlanCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        int status = 0;
        for (Path directory : directories) {
            PlannedDirectory planned = PlannedDirectory.of(directory, root.folder());
            status =
                    Math.max(
                            status,
                            planned.outcome() instanceof PlanOutcome.Planned
                                    ? 0
                                    : ExitCode.GENERAL);
            out.println(json ? PlanJson.line(planned.detection()) : PlanText.of(planned));
        }
        out.flush();
        return json ? 0 : status;
    }
}
