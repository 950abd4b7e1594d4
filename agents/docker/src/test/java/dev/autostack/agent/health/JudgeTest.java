package dev.autostack.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.HealthCheck;
import dev.autostack.protocol.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");
    private static final Cause CAUSE = new Cause("code", "m", "h", null, List.of());
    private static final Answer GOOD = new Answer.Good();
    private static final Answer NOT_READY = new Answer.Bad(CAUSE, false);
    private static final Answer WRONG = new Answer.Bad(CAUSE, true);

    @Test
    void enoughGoodAnswersInARowPass() {
        Judge judge = judge(check(1_000, 3, 3, 0), false);
        judge = judge.hear(GOOD, at(0)).hear(GOOD, at(1)).hear(NOT_READY, at(2));
        judge = judge.hear(GOOD, at(3)).hear(GOOD, at(4));
        assertThat(judge.ruling()).isInstanceOf(Judge.Ruling.Wait.class);
        judge = judge.hear(GOOD, at(5));
        assertThat(judge.ruling()).isInstanceOf(Judge.Ruling.Pass.class);
        judge = judge.hear(GOOD, at(6));
        assertThat(judge.ruling()).isInstanceOf(Judge.Ruling.Wait.class);
    }

    @Test
    void notReadyOnlyEndsAtTheStartDeadline() {
        Judge judge = judge(check(1_000, 1, 3, 0), false);
        for (int second = 0; second <= 60; second++) {
            judge = judge.hear(NOT_READY, at(second));
            assertThat(judge.ruling()).isInstanceOf(Judge.Ruling.Wait.class);
        }
        assertThat(judge.hear(NOT_READY, at(61)).ruling())
                .isEqualTo(new Judge.Ruling.GiveUp(CAUSE));
    }

    @Test
    void aDefiniteFaultEndsWhenSeenOftenEnough() {
        Judge judge = judge(check(2_000, 1, 3, 0), false);
        Instant gaveUp = null;
        for (int millis = 0; gaveUp == null && millis < 60_000; millis += 50) {
            Instant now = T0.plusMillis(millis);
            judge = judge.hear(WRONG, now);
            if (judge.ruling() instanceof Judge.Ruling.GiveUp) {
                gaveUp = now;
            }
        }
        assertThat(gaveUp).isEqualTo(T0.plus(Judge.LEAST_PATIENCE));
    }

    @Test
    void aProcessThatHasJustBegunGetsItsChanceAlsoAfterTheDeadline() {
        Judge judge =
                Judge.of(check(1_000, 1, 3, 0), T0.plusSeconds(59), T0.plusSeconds(60), false);
        assertThat(judge.hear(NOT_READY, at(61)).ruling()).isInstanceOf(Judge.Ruling.Wait.class);
        assertThat(judge.hear(NOT_READY, at(64)).ruling()).isInstanceOf(Judge.Ruling.GiveUp.class);
    }

    @Test
    void faultsDuringTheStartPeriodDoNotCount() {
        Judge judge = judge(check(1_000, 1, 3, 20_000), false);
        for (int second = 0; second < 22; second++) {
            judge = judge.hear(WRONG, at(second));
            assertThat(judge.ruling())
                    .as("second %d", second)
                    .isInstanceOf(Judge.Ruling.Wait.class);
        }
        assertThat(judge.hear(WRONG, at(22)).ruling()).isInstanceOf(Judge.Ruling.GiveUp.class);
    }

    @Test
    void goingToAndFroIsCalledFlapping() {
        Judge judge = judge(check(1_000, 3, 3, 0), false);
        for (int second = 0; second <= 60; second++) {
            judge = judge.hear(second % 2 == 0 ? GOOD : NOT_READY, at(second));
        }
        judge = judge.hear(NOT_READY, at(61));
        assertThat(judge.ruling())
                .isInstanceOfSatisfying(
                        Judge.Ruling.GiveUp.class,
                        giveUp -> assertThat(giveUp.cause().code()).isEqualTo("health_flapping"));
    }

    @Test
    void aHealthyOneSickensAfterEnoughBadAnswers() {
        Judge judge = judge(check(1_000, 1, 3, 0), true);
        judge = judge.hear(NOT_READY, at(0)).hear(NOT_READY, at(1));
        assertThat(judge.ruling()).isInstanceOf(Judge.Ruling.Wait.class);
        judge = judge.hear(GOOD, at(2)).hear(NOT_READY, at(3)).hear(NOT_READY, at(4));
        assertThat(judge.ruling()).isInstanceOf(Judge.Ruling.Wait.class);
        judge = judge.hear(NOT_READY, at(5));
        assertThat(judge.ruling()).isEqualTo(new Judge.Ruling.Sick(CAUSE));
    }

    @Test
    void whatCouldNotBeAskedCountsForNothing() {
        Judge judge = judge(check(1_000, 1, 1, 0), true);
        judge = judge.hear(new Answer.Unasked(CAUSE), at(0)).hear(new Answer.Unasked(CAUSE), at(9));
        assertThat(judge.ruling()).isInstanceOf(Judge.Ruling.Wait.class);
        assertThat(judge.healthy()).isTrue();
    }

    @Test
    void aYoungProcessIsAskedOftenAndAHealthyOneAtItsInterval() {
        Judge judge = judge(check(5_000, 1, 3, 0), false);
        assertThat(judge.pause(at(0))).isEqualTo(Duration.ofMillis(50));
        assertThat(judge.pause(at(6))).isEqualTo(Duration.ofMillis(250));
        assertThat(judge.pause(at(31))).isEqualTo(Duration.ofSeconds(1));
        assertThat(judge.hear(GOOD, at(1)).pause(at(1))).isEqualTo(Duration.ofSeconds(5));
    }

    private static Judge judge(HealthCheck check, boolean healthy) {
        return Judge.of(check, T0, T0.plusSeconds(60), healthy);
    }

    private static HealthCheck check(
            long interval, int threshold, int failureThreshold, long startPeriod) {
        return new HealthCheck(
                new Probe.Tcp(), interval, 1_000, threshold, failureThreshold, startPeriod);
    }

    private static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }
}
