package dev.autostack.agent.engine;

import java.time.Duration;

/** A call to the engine that did not do what was asked. {@code action} says what was tried. */
public abstract sealed class EngineProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String action;

    private EngineProblem(String action, String message, Throwable cause) {
        super(action + ": " + message, cause);
        this.action = action;
    }

    private EngineProblem(String action, String message) {
        super(action + ": " + message);
        this.action = action;
    }

    public String action() {
        return action;
    }

    /** No answer: the deadline passed, the socket is missing, or the connection broke. */
    public static final class NotAnswering extends EngineProblem {
        private static final long serialVersionUID = 1L;

        NotAnswering(String action, Duration deadline) {
            super(action, "no answer within " + deadline.toMillis() + " ms");
        }

        NotAnswering(String action, Throwable cause) {
            super(action, reason(cause), cause);
        }
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** The engine answered with an error. {@code reason} is its own sentence. */
    public static final class Refused extends EngineProblem {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String reason;

        Refused(String action, int status, String reason) {
            super(action, status + " " + reason);
            this.status = status;
            this.reason = reason;
        }

        /** The HTTP status of the answer; 500 for an error inside a stream of progress. */
        public int status() {
            return status;
        }

        public String reason() {
            return reason;
        }
    }

    /** The calling thread was interrupted: the work is not wanted any more. */
    public static final class Interrupted extends EngineProblem {
        private static final long serialVersionUID = 1L;

        Interrupted(String action) {
            super(action, "interrupted");
        }
    }
}
