package dev.autostack.cli;

import dev.autostack.planner.PlanOutcome;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code autostack dockerfile}: the Dockerfile that a directory would be built with. */
@Command(
        name = "dockerfile",
        mixinStandardHelpOptions = true,
        description = "Prints the Dockerfile that a directory is built with.")
final class DockerfileCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private RootDirectoryOption root = new RootDirectoryOption();

    @Parameters(paramLabel = "DIR", description = "Directory to look at.")
    private Path directory = Path.of(".");

    // picocli sets the fields before it calls the command.
    @SuppressWarnings("NullAway.Init")
    DockerfileCommand() {}

    @Override
    public Integer call() {
        PlannedDirectory planned = PlannedDirectory.of(directory, root.folder());
        if (planned.outcome() instanceof PlanOutcome.Planned result) {
            spec.commandLine().getOut().print(result.image().dockerfile());
            spec.commandLine().getOut().flush();
            return 0;
        }
        spec.commandLine().getErr().println(PlanText.of(planned));
        spec.commandLine().getErr().flush();
        return ExitCode.GENERAL;
    }
}
