package dev.autostack.planner.diagnosis;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a log says about a failure.
 *
 * @param code stable, listed in docs/errors.md
 * @param message one sentence: the cause
 * @param hint the next step
 * @param line number of the telling line within the lines that were read, from 1; 0 when only the
 *     exit code tells
 */
public record Diagnosis(String code, String message, String hint, int line) {

    /** Longer lines are cut before they are read: what tells stands at their beginning. */
    private static final int MAX_LINE = 2_000;

    /**
     * Reads a log. Pure; the first rule that fits wins, and of a rule the first line that fits.
     *
     * @param lines the end of the log, oldest first, redacted
     * @param exitCode of the failed step or process, 0 when unknown or still running
     * @return null when nothing known fits
     */
    public static @Nullable Diagnosis of(FailedPhase phase, List<String> lines, int exitCode) {
        List<String> cut = lines.stream().map(Diagnosis::cut).toList();
        for (FailureRule rule : rules(phase)) {
            if (exitCode != 0 && rule.equals(StartRules.ON_LOCALHOST)) {
                // What ended did not end for that.
                continue;
            }
            Diagnosis found = read(rule, cut);
            if (found != null) {
                return found;
            }
        }
        return phase == FailedPhase.BUILD ? byExitCode(exitCode) : null;
    }

    /** By the first line that fits and names something, else by the first that fits. */
    private static @Nullable Diagnosis read(FailureRule rule, List<String> lines) {
        Diagnosis first = null;
        for (int i = 0; i < lines.size(); i++) {
            String message = rule.match(lines.get(i));
            if (message != null) {
                Diagnosis found = new Diagnosis(rule.code(), message, rule.hint(), i + 1);
                if (!message.equals(rule.message())) {
                    return found;
                }
                first = first == null ? found : first;
            }
        }
        return first;
    }

    /** Every code that this can give. */
    public static Set<String> codes() {
        Set<String> codes = new TreeSet<>();
        for (FailedPhase phase : FailedPhase.values()) {
            rules(phase).forEach(rule -> codes.add(rule.code()));
        }
        return codes;
    }

    static List<FailureRule> rules(FailedPhase phase) {
        return switch (phase) {
            case BUILD -> BuildRules.ALL;
            case START -> StartRules.ALL;
        };
    }

    private static String cut(String line) {
        return line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line;
    }

    private static @Nullable Diagnosis byExitCode(int exitCode) {
        return switch (exitCode) {
            case 126 -> bare("build_permission_denied");
            case 127 -> bare("build_command_not_found");
            case 137 -> bare("build_killed");
            default -> null;
        };
    }

    private static Diagnosis bare(String code) {
        FailureRule rule =
                BuildRules.ALL.stream()
                        .filter(r -> r.code().equals(code))
                        .findFirst()
                        .orElseThrow();
        return new Diagnosis(code, rule.message(), rule.hint(), 0);
    }
}
