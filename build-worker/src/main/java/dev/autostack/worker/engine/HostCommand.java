package dev.autostack.worker.engine;

import dev.autostack.worker.process.Command;
import dev.autostack.worker.process.Exit;
import dev.autostack.worker.process.Processes;
import dev.autostack.worker.process.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs the host's own tools (mount, ip, iptables) for an engine. */
final class HostCommand {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Processes processes;

    HostCommand(Processes processes) {
        this.processes = processes;
    }

    /**
     * @throws EngineUnavailable when it fails
     */
    void must(String program, String... arguments) {
        List<String> output = new ArrayList<>();
        if (!run(output, program, arguments)) {
            throw new EngineUnavailable(
                    "cannot be prepared (" + program + ": " + String.join(" ", output) + ")", null);
        }
    }

    /** False when it fails, for what may be gone already. */
    boolean tries(String program, String... arguments) {
        return run(new ArrayList<>(), program, arguments);
    }

    private boolean run(List<String> output, String program, String... arguments) {
        Path path = Programs.find(program);
        if (path == null) {
            throw new EngineUnavailable("lacks the program " + program, null);
        }
        List<String> all = new ArrayList<>();
        all.add(path.toString());
        all.addAll(List.of(arguments));
        Exit exit =
                processes.run(
                        new Command(all, Path.of("/"), Processes.plainEnvironment()),
                        "host",
                        (_, line) -> {
                            synchronized (output) {
                                output.add(line);
                            }
                        },
                        LIMIT);
        return exit.succeeded();
    }
}
