package dev.autostack.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process of the system under test: started, killed, stopped, continued and started again by a
 * scenario.
 */
final class RunningProcess {
    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private @Nullable Process process;

    RunningProcess(String name, List<String> command, Map<String, String> environment, Path log) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    /** A JVM with the class path of the tests and the main class of one process. */
    static RunningProcess java(
            String name,
            String mainClass,
            List<String> options,
            Map<String, String> environment,
            Path folder) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        return new RunningProcess(name, command, environment, folder.resolve(name + ".log"));
    }

    /** Does nothing while it runs. */
    synchronized void start() throws IOException {
        if (isAlive()) {
            return;
        }
        var builder = new ProcessBuilder(command);
        // Settings of the machine's own AutoStack are not the scenario's.
        builder.environment().keySet().removeIf(name -> name.startsWith("AUTOSTACK_"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        process = builder.start();
    }

    /** kill -9, and wait until it is gone. */
    synchronized void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.waitFor(10, TimeUnit.SECONDS);
        }
    }

    synchronized void signal(String signal) throws IOException, InterruptedException {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException(name + " does not run");
        }
        int exit =
                new ProcessBuilder("kill", "-" + signal, Long.toString(running.pid()))
                        .start()
                        .waitFor();
        if (exit != 0) {
            throw new IOException("kill -" + signal + " " + name + " ended with " + exit);
        }
    }

    /** Asks it to end, then forces. */
    synchronized void stop() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(15, TimeUnit.SECONDS)) {
                kill();
            }
        }
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    synchronized long pid() {
        Process running = process;
        return running == null ? -1 : running.pid();
    }

    @Override
    public String toString() {
        return name;
    }
}
