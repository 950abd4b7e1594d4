package dev.autostack.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Ends a command: what failed, the next step, and the exit code of {@link ExitCode}. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exit;
    private final @Nullable String hint;

    CommandFailure(int exit, String message, @Nullable String hint) {
        super(message);
        this.exit = exit;
        this.hint = hint;
    }

    int exit() {
        return exit;
    }

    void print(PrintWriter err) {
        err.println("error: " + getMessage());
        if (hint != null) {
            err.println("  " + hint);
        }
        err.flush();
    }
}
