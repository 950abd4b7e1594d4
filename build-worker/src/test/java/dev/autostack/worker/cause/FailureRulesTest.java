package dev.autostack.worker.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.protocol.Cause;
import dev.autostack.worker.log.TailLine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines are of npm 10.9 and TypeScript 5.9. */
class FailureRulesTest {
    private static final String OUT_OF_STEP =
            "npm error `npm ci` can only install packages when your package.json and package-lock.json or"
                    + " npm-shrinkwrap.json are in sync. Please update your lock file with `npm install`"
                    + " before continuing.";

    private static List<TailLine> numbered(List<String> lines) {
        List<TailLine> numbered = new ArrayList<>();
        for (String line : lines) {
            numbered.add(new TailLine(101 + numbered.size(), line));
        }
        return numbered;
    }

    @Test
    void theLineThatTellsIsFoundAboveThePageOfHelpThatFollowsIt() {
        List<String> lines = new ArrayList<>(List.of("npm error code EUSAGE", OUT_OF_STEP));
        for (int i = 0; i < 66; i++) {
            lines.add("npm error Missing: package-" + i + "@1.0.0 from lock file");
        }
        for (int i = 0; i < 15; i++) {
            lines.add("npm error [--install-strategy <hoisted|nested|shallow|linked>]");
        }

        Cause cause = FailureRules.explain(numbered(lines), 1);

        assertThat(cause.code()).isEqualTo("build_lockfile_outdated");
        assertThat(cause.logLine()).isEqualTo(102);
        assertThat(cause.lastLines()).contains(OUT_OF_STEP);
    }

    @Test
    void whatTheFailedCommandSaidGoesBeforeWhatAnEarlierStepSaid() {
        List<String> lines = new ArrayList<>(List.of(OUT_OF_STEP));
        for (int i = 0; i < 70; i++) {
            lines.add("added package-" + i);
        }
        lines.add(
                "src/server.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.");

        Cause cause = FailureRules.explain(numbered(lines), 2);

        assertThat(cause.code()).isNotEqualTo("build_lockfile_outdated").startsWith("build_");
        assertThat(cause.logLine()).isEqualTo(172);
    }

    @Test
    void aLogThatTellsNothingKnownEndsWithItsLastLines() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            lines.add("line " + i);
        }

        Cause cause = FailureRules.explain(numbered(lines), 7);

        assertThat(cause.code()).isEqualTo("build_step_failed");
        assertThat(cause.lastLines()).hasSize(20).endsWith("line 199");
        assertThat(cause.logLine()).isNull();
    }
}
