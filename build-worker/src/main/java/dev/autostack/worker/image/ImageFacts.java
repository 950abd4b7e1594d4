package dev.autostack.worker.image;

import dev.autostack.protocol.BuildFacts;
import dev.autostack.worker.engine.EngineApi;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What people see of a build and its image: bounded, and redacted like the log. */
public final class ImageFacts {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_STEPS = 200;
    private static final int MAX_TEXT = 300;
    private static final int LARGEST = 5;

    /** What builders write around the instruction. */
    private static final Pattern WRAPPING =
            Pattern.compile("^/bin/sh -c (?:#\\(nop\\) )?\\s*|\\s*# buildkit$");

    private ImageFacts() {}

    public static BuildFacts of(
            List<BuildFacts.Step> steps,
            BuildFacts.@Nullable Image image,
            UnaryOperator<String> redact) {
        return new BuildFacts(
                steps.stream()
                        .limit(MAX_STEPS)
                        .map(step ->
                                new BuildFacts.Step(
                                        shown(step.instruction(), redact),
                                        step.cached(),
                                        step.seconds()))
                        .toList(),
                image);
    }

    /** Null when the engine does not tell. */
    public static BuildFacts.@Nullable Image image(
            EngineApi engine, String imageId, UnaryOperator<String> redact)
            throws InterruptedException {
        List<EngineApi.HistoryEntry> layers =
                engine.history(imageId, LIMIT).stream().filter(e -> e.bytes() > 0).toList();
        if (layers.isEmpty()) {
            return null;
        }
        return new BuildFacts.Image(
                layers.stream().mapToLong(EngineApi.HistoryEntry::bytes).sum(),
                layers.size(),
                layers.stream()
                        .sorted(Comparator.comparingLong(EngineApi.HistoryEntry::bytes).reversed())
                        .limit(LARGEST)
                        .map(e ->
                                new BuildFacts.Layer(
                                        e.bytes(), shown(instruction(e.createdBy()), redact)))
                        .toList());
    }

    static String instruction(String createdBy) {
        return WRAPPING.matcher(createdBy).replaceAll("");
    }

    private static String shown(String text, UnaryOperator<String> redact) {
        String whole = redact.apply(text.strip());
        return whole.length() <= MAX_TEXT ? whole : whole.substring(0, MAX_TEXT - 1) + "…";
    }
}
