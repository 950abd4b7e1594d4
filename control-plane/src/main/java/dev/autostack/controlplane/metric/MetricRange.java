package dev.autostack.controlplane.metric;

import dev.autostack.controlplane.http.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** A span of time in steps of whole seconds; at most {@link #POINTS_MAX} steps. */
record MetricRange(Instant from, Instant to, long stepSeconds) {
    static final int POINTS_MAX = 2000;
    private static final int POINTS = 240;
    private static final Duration DEFAULT = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(31);

    /**
     * Absent: the hour before {@code now}, in as many steps as a chart shows.
     *
     * @throws Refusal when the texts are no ISO-8601 times or the range is empty, longer than 31
     *     days, or would have too many points
     */
    static MetricRange parse(
            @Nullable String from, @Nullable String to, @Nullable Long step, Instant now) {
        Instant end = to == null ? now : instant("to", to);
        Instant start = from == null ? end.minus(DEFAULT) : instant("from", from);
        if (!start.isBefore(end)) {
            throw Refusal.invalid("from", "from must be before to.");
        }
        Duration length = Duration.between(start, end);
        if (length.compareTo(LONGEST) > 0) {
            throw Refusal.invalid("from", "At most " + LONGEST.toDays() + " days at once.");
        }
        long seconds = step == null ? Math.max(1, ceil(length.toSeconds(), POINTS)) : step;
        if (seconds < 1 || seconds > LONGEST.toSeconds()) {
            throw Refusal.invalid("step", "step is a number of seconds, at least 1.");
        }
        if (length.toSeconds() / seconds > POINTS_MAX) {
            throw Refusal.invalid(
                    "step", "More than " + POINTS_MAX + " points; take a longer step.");
        }
        return new MetricRange(start, end, seconds);
    }

    private static long ceil(long value, long by) {
        return (value + by - 1) / by;
    }

    private static Instant instant(String field, String text) {
        try {
            Instant instant = Instant.parse(text);
            // What Postgres can keep.
            if (instant.isAfter(Instant.EPOCH)
                    && instant.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            // Refused below.
        }
        throw Refusal.invalid(field, field + " is a time such as 2026-11-21T14:00:00Z.");
    }
}
