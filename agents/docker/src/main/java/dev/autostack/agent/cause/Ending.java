package dev.autostack.agent.cause;

import dev.autostack.planner.diagnosis.Diagnosis;
import dev.autostack.planner.diagnosis.FailedPhase;
import dev.autostack.protocol.Cause;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a process ended, as evidence: {@code exitCode} as the engine tells it (128 + n for signal n),
 * {@code outOfMemory} when the kernel ended it or a child of it just before, {@code lastLines} the
 * end of its log; {@code foreign} when the image is for another processor.
 */
public record Ending(
        int exitCode,
        boolean outOfMemory,
        boolean wasHealthy,
        long memoryLimitBytes,
        String program,
        @Nullable Foreign foreign,
        List<String> lastLines) {

    /** An image for another processor than the host's, both as Go names them. */
    public record Foreign(String image, String host) {}

    /** The cause, and whether another start would end the same way. */
    public record Verdict(Cause cause, boolean lasting) {}

    /** docker-init writes this when it cannot execute the command: its errors are execvp(3)'s. */
    private static final Pattern INIT_FATAL =
            Pattern.compile("\\[FATAL\\s+tini \\(\\d+\\)\\] exec (.*) failed: (.*)");

    private static final Map<Integer, String> SIGNALS =
            Map.of(
                    1, "SIGHUP",
                    2, "SIGINT",
                    3, "SIGQUIT",
                    4, "SIGILL",
                    6, "SIGABRT",
                    7, "SIGBUS",
                    8, "SIGFPE",
                    9, "SIGKILL",
                    11, "SIGSEGV",
                    15, "SIGTERM");

    public Ending {
        lastLines = List.copyOf(lastLines);
    }

    public Verdict verdict() {
        if (foreign != null && !wasHealthy && exitCode != 0) {
            return verdict(Causes.foreignImage(foreign.image(), foreign.host()), true);
        }
        for (String line : lastLines) {
            Matcher fatal = INIT_FATAL.matcher(line);
            if (fatal.find()) {
                return verdict(startFailure(fatal.group(1), fatal.group(2)), true);
            }
        }
        if (outOfMemory) {
            return verdict(Causes.outOfMemory(memoryLimitBytes), true);
        }
        String signal = SIGNALS.get(exitCode - 128);
        if (signal != null) {
            return explained(Causes.killed(signal, hint(exitCode)), false);
        }
        // A shell as the start command tells these two by its exit code.
        if (exitCode == 127 && !wasHealthy) {
            return verdict(Causes.commandNotFound(program), true);
        }
        if (exitCode == 126 && !wasHealthy) {
            return verdict(Causes.commandNotExecutable(program), true);
        }
        return explained(
                Causes.exited(exitCode, wasHealthy, hint(exitCode)), exitCode == 0 && !wasHealthy);
    }

    /** With the line that the hint rests on. */
    private Verdict explained(Cause cause, boolean lasting) {
        Diagnosis known = Diagnosis.of(FailedPhase.START, lastLines, exitCode);
        int telling = known == null ? 0 : known.line();
        return new Verdict(Causes.withLines(cause, lastLines, telling), lasting);
    }

    private Verdict verdict(Cause cause, boolean lasting) {
        return new Verdict(Causes.withLines(cause, lastLines), lasting);
    }

    private static Cause startFailure(String program, String error) {
        if (error.contains("No such file")) {
            return Causes.commandNotFound(program);
        }
        if (error.contains("ermission denied")) {
            return Causes.commandNotExecutable(program);
        }
        return Causes.wrongFormat(program);
    }

    private String hint(int code) {
        Diagnosis known = Diagnosis.of(FailedPhase.START, lastLines, code);
        if (known != null) {
            return known.message() + " " + known.hint();
        }
        if (code == 0) {
            return "The start command must keep running and serve: start the server itself, in the"
                    + " foreground.";
        }
        return lastLines.isEmpty()
                ? "It wrote nothing. Start the image by hand to see why it ends."
                : "The last lines of the log say why.";
    }
}
