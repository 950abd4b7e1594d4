package dev.autostack.cli;

import dev.autostack.planner.PlanOutcome;
import dev.autostack.planner.compose.ComposeText;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code autostack compose}: a compose file with the app and its datastores. */
@Command(
        name = "compose",
        mixinStandardHelpOptions = true,
        description = "Prints a compose file with the app and the datastores it needs.",
        footer = {
            "",
            "The app is built from the file that `autostack dockerfile DIR > Dockerfile` writes."
        })
final class ComposeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private RootDirectoryOption root = new RootDirectoryOption();

    @Parameters(paramLabel = "DIR", description = "Directory to look at.")
    private Path directory = Path.of(".");

    // picocli sets the fields before it calls the command.
    @SuppressWarnings("NullAway.Init")
    ComposeCommand() {}

    @Override
    public Integer call() {
        PlannedDirectory planned = PlannedDirectory.of(directory, root.folder());
        if (planned.outcome() instanceof PlanOutcome.Planned result) {
            @Nullable String own = result.image().dockerfilePath();
            spec.commandLine()
                    .getOut()
                    .print(
                            ComposeText.of(
                                    result.detection(),
                                    result.run(),
                                    own == null ? "Dockerfile" : own));
            spec.commandLine().getOut().flush();
            return 0;
        }
        spec.commandLine().getErr().println(PlanText.of(planned));
        spec.commandLine().getErr().flush();
        return ExitCode.GENERAL;
    }
}
