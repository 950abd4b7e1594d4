package dev.autostack.worker.cause;

import dev.autostack.planner.diagnosis.Diagnosis;
import dev.autostack.planner.diagnosis.FailedPhase;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Stage;
import java.util.List;

/** Why a build failed, from the end of its log; the known causes are the planner's. */
public final class FailureRules {
    private static final int SHOWN_LINES = 20;

    /** Lines shown before the telling one, when it does not stand at the end. */
    private static final int LEAD = 3;

    private FailureRules() {}

    /**
     * @param lines the end of the log, redacted
     * @param exitCode of the failed step, 0 when unknown
     */
    public static Cause explain(List<String> lines, int exitCode) {
        Diagnosis known = Diagnosis.of(FailedPhase.BUILD, lines, exitCode);
        if (known != null) {
            return cause(known.code(), known.message(), known.hint(), shown(lines, known.line()));
        }
        return exitCode == 0
                ? cause(
                        "build_failed",
                        "The image could not be built.",
                        "The last lines of the log say why.",
                        shown(lines, 0))
                : cause(
                        "build_step_failed",
                        "A step of the build ended with exit code " + exitCode + ".",
                        "The last lines of the log say why. The same command fails on your machine in"
                                + " a clean checkout.",
                        shown(lines, 0));
    }

    private static Cause cause(String code, String message, String hint, List<String> lines) {
        return new Cause(code, message, hint, Stage.BUILD, lines);
    }

    /** The end of the log, or the part with the telling line (from 1) when that stands before. */
    private static List<String> shown(List<String> lines, int telling) {
        int end = Math.max(0, lines.size() - SHOWN_LINES);
        int from = telling == 0 ? end : Math.min(end, Math.max(0, telling - 1 - LEAD));
        return lines.subList(from, Math.min(lines.size(), from + SHOWN_LINES));
    }
}
