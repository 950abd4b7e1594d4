package dev.autostack.worker.image;

import dev.autostack.protocol.BuildFacts;
import dev.autostack.protocol.LogLevel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code docker build --progress=plain} prints (BuildKit 0.8 to 0.2x,
 * util/progress/progressui) and makes log lines of it. Lines of a step begin with {@code #<number>
 * }; output of its command has the seconds since its start before it. Not safe for many threads.
 */
final class BuildkitProgress {
    private static final Pattern STEP_LINE = Pattern.compile("#(\\d+) (.*)", Pattern.DOTALL);
    private static final Pattern OUTPUT = Pattern.compile("\\d+\\.\\d+ ?(.*)", Pattern.DOTALL);
    private static final Pattern INSTRUCTION =
            Pattern.compile(
                    "\\[(?:(?<stage>[^\\]]*) )?(?<index>\\d{1,6})/\\d+\\] .*", Pattern.DOTALL);
    private static final Pattern NOISE =
            Pattern.compile(
                    "sha256:[0-9a-f]{64}.*|resolve .*|transferring .*|extracting .*|exporting .*|naming"
                            + " to .*|writing image .*|preparing .*|unpacking .*|\\.\\.\\.");
    private static final Pattern DONE = Pattern.compile("DONE (\\d+\\.\\d+)s");
    private static final Pattern EXIT = Pattern.compile("exit code: (\\d+)");
    private static final String RULE = "------";

    private final StepLog log;
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Integer, BuildFacts.Step> steps = new TreeMap<>();
    private int shown = -1;
    private int exitCode;
    private boolean inRepeat;

    BuildkitProgress(StepLog log) {
        this.log = log;
    }

    void line(String line) {
        Matcher step = STEP_LINE.matcher(line);
        if (step.matches() && step.group(1).length() < 7) {
            inRepeat = false;
            step(Integer.parseInt(step.group(1)), step.group(2));
        } else if (line.equals(RULE)) {
            // Between two rules the client repeats the end of the failed step.
            inRepeat = !inRepeat;
        } else if (!inRepeat && !line.isBlank()) {
            noteExitCode(line);
            log.general().line(isError(line) ? LogLevel.ERROR : LogLevel.INFO, line);
        }
    }

    private static boolean isError(String line) {
        return line.startsWith("ERROR")
                || line.startsWith("error")
                || line.startsWith("executor failed")
                || line.startsWith("failed to");
    }

    private void step(int number, String text) {
        String name = names.get(number);
        if (name == null || name.equals(text)) {
            names.put(number, text);
            if (INSTRUCTION.matcher(text).matches()) {
                steps.put(number, new BuildFacts.Step(text, false, null));
            }
            if (!text.startsWith("[internal]") && shown != number) {
                log.step(number, LogLevel.INFO, text);
                shown = number;
            }
            return;
        }
        Matcher output = OUTPUT.matcher(text);
        if (text.equals("CACHED")) {
            ended(number, true, null);
            log.step(number, LogLevel.INFO, prefix(name) + "cached");
        } else if (text.startsWith("DONE ")) {
            ended(number, false, seconds(text));
            if (steps.containsKey(number) && !text.equals("DONE 0.0s")) {
                log.step(number, LogLevel.INFO, prefix(name) + "done in " + text.substring(5));
            }
        } else if (text.startsWith("ERROR")) {
            noteExitCode(text);
            log.step(number, LogLevel.ERROR, prefix(name) + text);
        } else if (text.startsWith("CANCELED")) {
            log.step(number, LogLevel.WARNING, prefix(name) + "stopped");
        } else if (output.matches()) {
            switchTo(number, name);
            log.step(number, LogLevel.INFO, output.group(1));
        } else if (!NOISE.matcher(text).matches()) {
            log.step(number, LogLevel.INFO, text);
        }
    }

    private void ended(int number, boolean cached, @Nullable Double seconds) {
        steps.computeIfPresent(
                number, (_, step) -> new BuildFacts.Step(step.instruction(), cached, seconds));
    }

    private static @Nullable Double seconds(String done) {
        Matcher time = DONE.matcher(done);
        return time.matches() ? Double.valueOf(time.group(1)) : null;
    }

    /** Steps run side by side: says whose output follows. */
    private void switchTo(int number, String name) {
        if (shown != number) {
            log.step(number, LogLevel.INFO, name);
            shown = number;
        }
    }

    private static String prefix(String name) {
        int end = name.indexOf(']');
        return end < 0 ? "" : name.substring(0, end + 1) + " ";
    }

    private void noteExitCode(String text) {
        Matcher exit = EXIT.matcher(text);
        if (exit.find()) {
            exitCode = Integer.parseInt(exit.group(1));
        }
    }

    /**
     * Of the Dockerfile: stages in the order in which the builder begins them, each in its own
     * order. The builder's numbers alone do not give it: a step that is found in the cache may come
     * before the FROM above it.
     */
    List<BuildFacts.Step> steps() {
        return inOrder(steps.values());
    }

    static List<BuildFacts.Step> inOrder(Collection<BuildFacts.Step> asNumbered) {
        Map<String, Map<Integer, List<BuildFacts.Step>>> stages = new LinkedHashMap<>();
        for (BuildFacts.Step step : asNumbered) {
            Matcher place = INSTRUCTION.matcher(step.instruction());
            if (place.matches()) {
                String stage = place.group("stage");
                stages.computeIfAbsent(stage == null ? "" : stage, _ -> new TreeMap<>())
                        .computeIfAbsent(
                                Integer.parseInt(place.group("index")), _ -> new ArrayList<>())
                        .add(step);
            }
        }
        return stages.values().stream()
                .flatMap(stage -> stage.values().stream())
                .flatMap(List::stream)
                .toList();
    }

    /** Of the failed step, 0 when none was named. */
    int exitCode() {
        return exitCode;
    }
}
