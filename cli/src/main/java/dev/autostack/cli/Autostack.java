package dev.autostack.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code autostack}: the root of all commands. */
@Command(
        name = "autostack",
        mixinStandardHelpOptions = true,
        version = "autostack 0.1.0",
        description = "Turns a Git repository into a healthy, verified URL.",
        subcommands = {
            UpCommand.class,
            PlanCommand.class,
            DockerfileCommand.class,
            ComposeCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Autostack implements Runnable {
    @Spec private CommandSpec spec;

    // picocli sets the field before it runs the command.
    @SuppressWarnings("NullAway.Init")
    Autostack() {}

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command? See below.");
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Autostack())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof CommandFailure known) {
                        known.print(command.getErr());
                        return known.exit();
                    }
                    throw failure;
                });
    }
}
