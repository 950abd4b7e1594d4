package dev.autostack.controlplane.deployment;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.EdgeHeaders;
import dev.autostack.protocol.Stage;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;

/** Asks through the public route who answers: only the edge can set what it compares. */
@Singleton
final class Verifier {
    private static final int SERVER_ERROR = 500;

    private final RolloutConfig config;

    Verifier(RolloutConfig config) {
        this.config = config;
    }

    /** One question with a deadline. Asks again is the caller's matter. */
    Answer ask(Question question) {
        HttpHead head;
        try {
            head =
                    HttpHead.get(
                            question.entrance(), question.host(), question.path(), config.ask());
        } catch (IOException e) {
            return wrong(
                    "verify_unreachable",
                    "The public route http://"
                            + question.host()
                            + question.path()
                            + " did not answer: "
                            + e.getMessage()
                            + ".",
                    "Check that the edge of the host runs and is reachable from the control plane.");
        }
        String release = head.field(EdgeHeaders.RELEASE);
        if (release == null) {
            return wrong(
                    "verify_no_release",
                    "The public route answered " + head.status() + " without naming a release.",
                    "Something else answers for this host name, or the edge shows its own page: look at the edge's log.");
        }
        if (!question.release().toString().equals(release)
                || !question.digest().toString().equals(head.field(EdgeHeaders.DIGEST))) {
            return wrong(
                    "verify_wrong_release",
                    "The public route still answers with release " + release + ".",
                    "Check that no second edge or cache stands before this host.");
        }
        if (head.status() >= SERVER_ERROR) {
            return wrong(
                    "verify_server_error",
                    "The new release answered "
                            + head.status()
                            + " to GET "
                            + question.path()
                            + ".",
                    "Look at the runtime log of this deployment, or set a health path that tells when the app works.");
        }
        return new Answer.Right();
    }

    private static Answer wrong(String code, String message, String hint) {
        return new Answer.Wrong(new Cause(code, message, hint, Stage.VERIFY, List.of()));
    }
}
