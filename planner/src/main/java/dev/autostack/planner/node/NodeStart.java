package dev.autostack.planner.node;

import dev.autostack.planner.detect.DevServers;
import dev.autostack.planner.detect.ParallelPrograms;
import dev.autostack.protocol.Detection.Warning;
import dev.autostack.protocol.PlanOverrides;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What starts a Node.js project: a setting, the framework's own program, or what the project says.
 *
 * @param warnings takes what the user should know of the choice
 */
record NodeStart(NodeProject project, PlanOverrides overrides, List<Warning> warnings) {
    /** Null when nothing says how the project is started. */
    @Nullable StartCommand command(NodeServing.Program process) {
        String set = overrides.startCommand();
        if (set != null) {
            return StartCommand.parse(set, "setting");
        }
        warnSeveral(process);
        if (process.command() != null) {
            return new StartCommand(
                    process.command(), String.join(" ", process.command()), "framework");
        }
        String script = project.script("start");
        if (script != null && DevServers.is(script, project.tree())) {
            warnings.add(
                    new Warning(
                            "dev_server_start",
                            "The start script \""
                                    + script
                                    + "\" is a development server; it is not used.",
                            "Add a \"start:prod\" script that runs the built app, or set the start command."));
        }
        return StartCommand.of(project);
    }

    private void warnSeveral(NodeServing.Program process) {
        for (String name : List.of("start:prod", "start")) {
            String script = project.script(name);
            ParallelPrograms several =
                    script == null ? null : ParallelPrograms.of(script, project.tree());
            if (several == null) {
                continue;
            }
            String taken =
                    process.command() == null
                            ? several.chosen().name()
                            : String.join(" ", process.command());
            warnings.add(
                    new Warning(
                            "several_programs_started",
                            "The script "
                                    + name
                                    + " starts several servers at once ("
                                    + several.names()
                                    + "); a container has one port and runs one of them: "
                                    + taken
                                    + ".",
                            "Make a project of the same repository for each other one, with its start command,"
                                    + " and give their addresses as variables."));
            return;
        }
    }
}
