package dev.autostack.agent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.agent.testing.Sample;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");
    private static final Cause CAUSE = new Cause("code", "m", "h", null, List.of());
    private static final DesiredInstance APP =
            Sample.node("")
                    .restart(new RestartPolicy(3, 1_000, 5_000, 60_000))
                    .startDeadline(30_000)
                    .instance();

    private Progress progress = Progress.fresh();
    private Instant now = T0;

    @Test
    void theStraightWayEndsHealthy() {
        tell(new Happening.Pulling(now));
        assertThat(progress.state()).isEqualTo(InstanceState.PULLING);
        after(60);
        tell(new Happening.Starting(now));
        assertThat(progress.state()).isEqualTo(InstanceState.STARTING);
        assertThat(progress.firstStartAt()).isEqualTo(now);
        start();
        assertThat(progress.state()).isEqualTo(InstanceState.PROBING);
        assertThat(progress.attempts()).isEqualTo(1);
        tell(new Happening.Passed(now));
        assertThat(progress.state()).isEqualTo(InstanceState.HEALTHY);
        assertThat(progress.onceHealthy()).isTrue();
    }

    @Test
    void aFirstStartThatEndsIsTriedThreeTimes() {
        start();
        tell(new Happening.Exited(CAUSE, false, now));
        assertThat(progress.state()).isEqualTo(InstanceState.BACKING_OFF);
        assertThat(progress.nextStartAt()).isEqualTo(now.plusMillis(500));
        start();
        tell(new Happening.Exited(CAUSE, false, now));
        assertThat(progress.nextStartAt()).isEqualTo(now.plusMillis(1_000));
        start();
        tell(new Happening.Exited(CAUSE, false, now));
        assertThat(progress.state()).isEqualTo(InstanceState.FAILED);
        assertThat(progress.cause()).isEqualTo(CAUSE);
    }

    @Test
    void aLastingReasonFailsAtOnce() {
        start();
        tell(new Happening.Exited(CAUSE, true, now));
        assertThat(progress.state()).isEqualTo(InstanceState.FAILED);
    }

    @Test
    void noFirstStartIsTriedAfterTheDeadline() {
        tell(new Happening.Starting(now));
        start();
        after(31);
        tell(new Happening.Exited(CAUSE, false, now));
        assertThat(progress.state()).isEqualTo(InstanceState.FAILED);
    }

    @Test
    void theDeadlineDoesNotRunDuringThePull() {
        tell(new Happening.Pulling(now));
        after(600);
        tell(new Happening.Starting(now));
        start();
        assertThat(progress.startDeadline(APP, now)).isEqualTo(now.plusSeconds(30));
    }

    @Test
    void restartsBackOffUpToTheLongestPauseAndThenFail() {
        healthy();
        for (long pause : new long[] {1_000, 2_000, 4_000}) {
            tell(new Happening.Exited(CAUSE, false, now));
            assertThat(progress.state()).isEqualTo(InstanceState.BACKING_OFF);
            assertThat(progress.nextStartAt()).isEqualTo(now.plusMillis(pause));
            start();
            tell(new Happening.Passed(now));
        }
        tell(new Happening.Exited(CAUSE, false, now));
        assertThat(progress.state()).isEqualTo(InstanceState.FAILED);
        assertThat(progress.restarts()).isEqualTo(3);
    }

    @Test
    void aLongHealthForgivesEarlierRestarts() {
        healthy();
        tell(new Happening.Exited(CAUSE, false, now));
        start();
        tell(new Happening.Passed(now));
        after(61);
        tell(new Happening.Exited(CAUSE, false, now));
        assertThat(progress.nextStartAt()).isEqualTo(now.plusMillis(1_000));
        assertThat(progress.restarts()).isEqualTo(2);
        assertThat(progress.strikes()).isEqualTo(1);
    }

    @Test
    void aSickInstanceIsUnhealthyUntilItsProcessIsEnded() {
        healthy();
        tell(new Happening.Sickened(CAUSE, now));
        assertThat(progress.state()).isEqualTo(InstanceState.UNHEALTHY);
        assertThat(progress.cause()).isEqualTo(CAUSE);
        assertThat(progress.nextStartAt()).isNotNull();
        tell(new Happening.Halted());
        assertThat(progress.state()).isEqualTo(InstanceState.BACKING_OFF);
    }

    @Test
    void aRestartOfTheEngineCountsAsNothing() {
        healthy();
        tell(new Happening.Interrupted(now));
        assertThat(progress.state()).isEqualTo(InstanceState.BACKING_OFF);
        assertThat(progress.nextStartAt()).isEqualTo(now);
        assertThat(progress.restarts()).isZero();
    }

    @Test
    void theSameProcessFoundAgainKeepsItsHealthAndAnotherDoesNot() {
        healthy();
        Instant started = progress.startedAt();
        assertThat(started).isNotNull();
        tell(new Happening.Found("c", 30000, T0));
        assertThat(progress.state()).isEqualTo(InstanceState.HEALTHY);
        tell(new Happening.Found("c", 30000, T0.plusSeconds(5)));
        assertThat(progress.state()).isEqualTo(InstanceState.PROBING);
        assertThat(progress.onceHealthy()).isTrue();
    }

    @Test
    void anEngineThatDoesNotAnswerIsNotTheAppsFault() {
        tell(new Happening.Starting(now));
        tell(new Happening.NotStarted(CAUSE, false, true, now));
        assertThat(progress.state()).isEqualTo(InstanceState.BACKING_OFF);
        assertThat(progress.attempts()).isZero();
        after(31);
        tell(new Happening.NotStarted(CAUSE, false, true, now));
        assertThat(progress.state()).isEqualTo(InstanceState.FAILED);
    }

    private void healthy() {
        start();
        tell(new Happening.Passed(now));
    }

    private void start() {
        tell(new Happening.Started("c", 30000, now));
    }

    private void after(long seconds) {
        now = now.plus(Duration.ofSeconds(seconds));
    }

    private void tell(Happening happening) {
        progress = progress.next(happening, APP);
    }
}
