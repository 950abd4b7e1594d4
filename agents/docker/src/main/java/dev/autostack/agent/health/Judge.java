package dev.autostack.agent.health;

import dev.autostack.agent.cause.Causes;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Judges answers one after the other. A value: {@link #hear} gives the next judge. Before the first
 * health many quick questions are asked, so bad answers count once per interval; and "not ready"
 * only ends at the start deadline, while a definite fault ends once it has been seen often enough
 * after the start period.
 */
public record Judge(
        HealthCheck check,
        Instant startedAt,
        Instant startDeadline,
        boolean healthy,
        int goodInRow,
        int badInRow,
        int goodEver,
        int badEver,
        @Nullable Instant lastCounted,
        Ruling ruling) {

    /** No process is given up earlier: on a slow machine the first seconds tell little. */
    static final Duration LEAST_PATIENCE = Duration.ofSeconds(5);

    /** What follows from the last answer. */
    public sealed interface Ruling {
        /** Nothing new. */
        record Wait() implements Ruling {}

        /** Healthy from now on. */
        record Pass() implements Ruling {}

        /** Was healthy, is not any more. */
        record Sick(Cause cause) implements Ruling {}

        /** Will not become healthy. */
        record GiveUp(Cause cause) implements Ruling {}
    }

    private static final Ruling WAIT = new Ruling.Wait();

    /** For a process that started at {@code startedAt}; {@code healthy} when it passed before. */
    public static Judge of(
            HealthCheck check, Instant startedAt, Instant startDeadline, boolean healthy) {
        return new Judge(check, startedAt, startDeadline, healthy, 0, 0, 0, 0, null, WAIT);
    }

    public Judge hear(Answer answer, Instant now) {
        return switch (answer) {
            case Answer.Good _ -> good();
            case Answer.Bad bad -> bad(bad, now);
            case Answer.Unasked unasked ->
                    !healthy && now.isAfter(startDeadline)
                            ? with(new Ruling.GiveUp(unasked.cause()))
                            : with(WAIT);
        };
    }

    private Judge good() {
        int row = goodInRow + 1;
        boolean passes = !healthy && row >= check.threshold();
        return new Judge(
                check,
                startedAt,
                startDeadline,
                healthy || passes,
                row,
                0,
                goodEver + 1,
                badEver,
                null,
                passes ? new Ruling.Pass() : WAIT);
    }

    private Judge bad(Answer.Bad bad, Instant now) {
        boolean counts =
                !now.isBefore(startedAt.plusMillis(check.startPeriodMs()))
                        && (lastCounted == null
                                || !now.isBefore(lastCounted.plusMillis(check.intervalMs())));
        int row = counts ? badInRow + 1 : badInRow;
        Ruling next = WAIT;
        if (healthy) {
            if (row >= check.failureThreshold()) {
                next = new Ruling.Sick(bad.cause());
            }
        } else if (now.isAfter(startDeadline) && hasHadItsChance(now)) {
            next = new Ruling.GiveUp(finalCause(bad));
        } else if (bad.definite() && row >= check.failureThreshold() && hasHadItsChance(now)) {
            next = new Ruling.GiveUp(finalCause(bad));
        }
        return new Judge(
                check,
                startedAt,
                startDeadline,
                healthy && !(next instanceof Ruling.Sick),
                0,
                row,
                goodEver,
                badEver + 1,
                counts ? now : lastCounted,
                next);
    }

    private boolean hasHadItsChance(Instant now) {
        return !now.isBefore(startedAt.plus(LEAST_PATIENCE));
    }

    /** Answers that went to and fro say more than the last one alone. */
    private Cause finalCause(Answer.Bad bad) {
        return goodEver > 0 ? Causes.flaps(goodEver, badEver + 1, bad.cause()) : bad.cause();
    }

    private Judge with(Ruling other) {
        return new Judge(
                check,
                startedAt,
                startDeadline,
                healthy,
                goodInRow,
                badInRow,
                goodEver,
                badEver,
                lastCounted,
                other);
    }

    /**
     * When to ask again. Quick until healthy, because people wait for it; a young process is asked
     * most often.
     */
    public Duration pause(Instant now) {
        Duration interval = Duration.ofMillis(Math.max(50, check.intervalMs()));
        if (healthy) {
            return interval;
        }
        Duration age = Duration.between(startedAt, now);
        Duration quick;
        if (goodInRow > 0) {
            quick = Duration.ofMillis(250);
        } else if (age.compareTo(Duration.ofSeconds(5)) < 0) {
            quick = Duration.ofMillis(50);
        } else if (age.compareTo(Duration.ofSeconds(30)) < 0) {
            quick = Duration.ofMillis(250);
        } else {
            quick = Duration.ofSeconds(1);
        }
        return quick.compareTo(interval) < 0 ? quick : interval;
    }
}
