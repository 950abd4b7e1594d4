package dev.autostack.worker.cause;

import dev.autostack.planner.diagnosis.Diagnosis;
import dev.autostack.planner.diagnosis.FailedPhase;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Stage;
import dev.autostack.worker.log.TailLine;
import java.util.List;

/** Why a build failed, from the end of its log; the known causes are the planner's. */
public final class FailureRules {
    private static final int SHOWN_LINES = 20;

    /**
     * The failed command's own words, most often. What stands before is read only when these say
     * nothing: an earlier step may have warned of what did not stop it, and some tools end with a
     * page of help below the error.
     */
    private static final int NEAR_LINES = 60;

    /** Lines shown before the telling one, when it does not stand at the end. */
    private static final int LEAD = 3;

    private FailureRules() {}

    /**
     * @param log the end of the log, redacted
     * @param exitCode of the failed step, 0 when unknown
     */
    public static Cause explain(List<TailLine> log, int exitCode) {
        List<String> lines = log.stream().map(TailLine::text).toList();
        int before = Math.max(0, lines.size() - NEAR_LINES);
        Diagnosis known =
                Diagnosis.of(FailedPhase.BUILD, lines.subList(before, lines.size()), exitCode);
        if (before > 0 && (known == null || known.line() == 0)) {
            Diagnosis further = Diagnosis.of(FailedPhase.BUILD, lines, exitCode);
            if (further != null && further.line() > 0) {
                known = further;
                before = 0;
            }
        }
        if (known != null) {
            int telling = known.line() == 0 ? 0 : before + known.line();
            return new Cause(
                    known.code(),
                    known.message(),
                    known.hint(),
                    Stage.BUILD,
                    shown(lines, telling),
                    telling == 0 ? null : Integer.valueOf(telling - first(lines, telling)),
                    telling == 0 ? null : Long.valueOf(log.get(telling - 1).number()));
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
        int from = first(lines, telling);
        return lines.subList(from, Math.min(lines.size(), from + SHOWN_LINES));
    }

    /** How many lines stand before those that are shown. */
    private static int first(List<String> lines, int telling) {
        int end = Math.max(0, lines.size() - SHOWN_LINES);
        return telling == 0 ? end : Math.min(end, Math.max(0, telling - 1 - LEAD));
    }
}
