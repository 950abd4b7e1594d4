package dev.autostack.worker.source;

import dev.autostack.protocol.LogLevel;
import dev.autostack.worker.cause.Causes;
import dev.autostack.worker.log.LogWriter;
import dev.autostack.worker.process.BuildProcesses;
import dev.autostack.worker.process.Command;
import dev.autostack.worker.process.Exit;
import dev.autostack.worker.process.OutputSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Runs the git commands of one checkout within its time and turns their failures into causes. */
final class GitRun {
    private static final int KEPT_ERRORS = 100;

    private final BuildProcesses processes;
    private final LogWriter log;
    private final Duration limit;
    private final long end;

    GitRun(BuildProcesses processes, LogWriter log, Duration limit) {
        this.processes = processes;
        this.log = log;
        this.limit = limit;
        this.end = System.nanoTime() + limit.toNanos();
    }

    /** git met a redirect, which it may not follow. */
    static final class Redirected extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Redirected() {
            super("redirected", null, false, false);
        }
    }

    LogWriter log() {
        return log;
    }

    /** Runs one command; an empty list means that it succeeded, the lines say why it did not. */
    List<String> attempt(Command command, Consumer<String> output, BooleanSupplier tooLarge) {
        List<String> errors = new ArrayList<>();
        OutputSink sink =
                (pipe, line) -> {
                    if (pipe == OutputSink.Pipe.STDOUT) {
                        output.accept(line);
                    } else if (errors.size() < KEPT_ERRORS) {
                        errors.add(line);
                    }
                };
        Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
        Exit exit = processes.run(command, sink, left, tooLarge);
        return switch (exit) {
            case Exit.Ended(int code) when code == 0 -> List.of();
            case Exit.Ended(int code) -> {
                errors.add("git ended with status " + code + ".");
                yield errors;
            }
            case Exit.TimedOut _ ->
                    throw GitCheckout.failed(Causes.sourceTimeout(limit.toSeconds()));
            case Exit.Killed _ ->
                    throw GitCheckout.failed(
                            Causes.sourceTooLarge("more data than the limit allows"));
        };
    }

    /** Runs a command that must succeed. */
    void must(Command command, Remote remote, Wanted wanted, Consumer<String> output) {
        must(command, remote, wanted, output, () -> false);
    }

    void must(
            Command command,
            Remote remote,
            Wanted wanted,
            Consumer<String> output,
            BooleanSupplier tooLarge) {
        List<String> errors = attempt(command, output, tooLarge);
        if (!errors.isEmpty()) {
            throw explain(errors, remote, wanted);
        }
    }

    /** Writes what git said into the log and finds the cause in it. */
    RuntimeException explain(List<String> errors, Remote remote, Wanted wanted) {
        GitFailure failure = GitFailure.find(errors);
        if (failure == GitFailure.REDIRECTED) {
            return new Redirected();
        }
        errors.forEach(line -> log.line(LogLevel.STDERR, line));
        if (failure == null) {
            return GitCheckout.failed(Causes.sourceFailed());
        }
        CheckoutOutcome outcome =
                failure == GitFailure.DISK_FULL
                        ? new CheckoutOutcome.Broken(failure.cause(remote, wanted.text()))
                        : new CheckoutOutcome.Failed(failure.cause(remote, wanted.text()));
        return new CheckoutFailed(outcome);
    }

    /** Waits a little before the next attempt. */
    void pause(Duration duration) throws InterruptedException {
        processes.stop().await(duration);
        processes.stop().check();
    }
}
