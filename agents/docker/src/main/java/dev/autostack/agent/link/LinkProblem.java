package dev.autostack.agent.link;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A call to the control plane that brought nothing. */
public abstract sealed class LinkProblem extends IOException {
    private static final long serialVersionUID = 1L;

    private LinkProblem(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** No answer: not reachable, too late, or a broken connection. Worth another try. */
    public static final class Unreachable extends LinkProblem {
        private static final long serialVersionUID = 1L;

        Unreachable(String action, Throwable cause) {
            super(action + ": " + cause, cause);
        }
    }

    /** An answer that refuses. 5xx is worth another try; 401 means the credential is not valid. */
    public static final class Refused extends LinkProblem {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String code;

        Refused(String action, int status, String code, String message) {
            super(action + ": " + status + " " + code + " " + message, null);
            this.status = status;
            this.code = code;
        }

        public int status() {
            return status;
        }

        /** A code of docs/errors.md; empty when the answer had none. */
        public String code() {
            return code;
        }
    }
}
