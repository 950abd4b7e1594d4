package dev.autostack.worker.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The processes of one build: each is killed when the build stops or its time is up, and {@link
 * #close} leaves none behind.
 */
public final class BuildProcesses implements AutoCloseable {
    private static final Duration WATCH_PAUSE = Duration.ofMillis(100);

    private final Processes processes;
    private final String work;
    private final StopSignal stop;

    public BuildProcesses(Processes processes, String work, StopSignal stop) {
        this.processes = processes;
        this.work = work;
        this.stop = stop;
    }

    /**
     * Runs one to its end.
     *
     * @throws BuildStopped when the build was stopped meanwhile
     */
    public Exit run(Command command, OutputSink sink, Duration limit) {
        stop.check();
        RunningProcess running = processes.start(command, work, sink);
        try (StopSignal.Registration _ = stop.onStop(running::kill)) {
            Exit exit = running.await(limit);
            stop.check();
            return exit;
        }
    }

    /**
     * The same; the process is also killed as soon as {@code abort} says so (asked ten times a
     * second).
     */
    public Exit run(Command command, OutputSink sink, Duration limit, BooleanSupplier abort) {
        stop.check();
        RunningProcess running = processes.start(command, work, sink);
        Thread watch =
                Thread.ofVirtual()
                        .name("watch-" + running.pid())
                        .start(() -> watch(running, abort));
        try (StopSignal.Registration _ = stop.onStop(running::kill)) {
            Exit exit = running.await(limit);
            stop.check();
            return exit;
        } finally {
            watch.interrupt();
        }
    }

    private static void watch(RunningProcess running, BooleanSupplier abort) {
        try {
            while (running.isAlive()) {
                Thread.sleep(WATCH_PAUSE);
                if (abort.getAsBoolean()) {
                    running.kill();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public StopSignal stop() {
        return stop;
    }

    @Override
    public void close() {
        processes.killAll(work);
    }
}
