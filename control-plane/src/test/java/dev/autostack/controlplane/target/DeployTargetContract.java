package dev.autostack.controlplane.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link DeployTarget} promises, whatever runs behind it. */
abstract class DeployTargetContract {
    private static final Cause RUIN =
            new Cause("instance_exited", "It ended.", "Look.", Stage.HEALTH, List.of());

    private TargetStage stage;

    /** A fresh environment, in which nothing runs. */
    abstract TargetStage stage();

    @BeforeEach
    void begin() {
        stage = stage();
    }

    @Test
    void whatIsWantedIsStartedOnce() {
        Placement first = stage.deployment(2);

        start(first);
        start(first);

        assertThat(stage.running(first.releaseId())).isEqualTo(2);
        assertThat(stage.serving()).isEmpty();
    }

    @Test
    void itIsHealthyWhenAllAreAndSaysWhatItWaitsForUntilThen() {
        Placement first = stage.deployment(2);
        start(first);

        assertThat(healthy(first))
                .isInstanceOfSatisfying(
                        Progress.Waiting.class, waiting -> assertThat(waiting.on()).isNotBlank());
        stage.heal(first);

        assertThat(healthy(first)).isEqualTo(new Progress.Done());
        assertThat(healthy(first)).isEqualTo(new Progress.Done());
    }

    @Test
    void oneInstanceBeyondHopeFailsTheDeploymentWithItsCause() {
        Placement first = stage.deployment(2);
        start(first);
        stage.heal(first);
        stage.ruin(first, RUIN);

        assertThat(healthy(first)).isEqualTo(new Progress.Failed(RUIN));
    }

    @Test
    void trafficHasMovedOnceItsVersionIsConfirmed() {
        Placement first = stage.deployment(1);
        start(first);
        stage.heal(first);

        long version = switchTo(first);
        assertThat(switched(first, version)).isInstanceOf(Progress.Waiting.class);
        stage.confirm(version);

        assertThat(switched(first, version)).isEqualTo(new Progress.Done());
        assertThat(stage.serving()).containsExactly(first.releaseId());
    }

    @Test
    void aSwitchThatIsMadeAgainAfterACrashEndsInTheSamePlace() {
        Placement first = live(1);
        Placement second = stage.deployment(1);
        start(second);
        stage.heal(second);

        long lost = switchTo(second);
        long version = switchTo(second);
        stage.confirm(version);

        assertThat(version).isGreaterThanOrEqualTo(lost);
        assertThat(switched(second, lost)).isEqualTo(new Progress.Done());
        assertThat(switched(second, version)).isEqualTo(new Progress.Done());
        assertThat(stage.serving()).containsExactly(second.releaseId());
        assertThat(stage.running(first.releaseId())).isEqualTo(1);
    }

    @Test
    void settlingDrainsTheOldReleaseAndKeepsTheNewOne() {
        Placement first = live(2);
        Placement second = live(2);

        settle(second);
        assertThat(stage.running(first.releaseId())).isZero();
        stage.letGo();

        assertThat(drained()).isTrue();
        assertThat(stage.running(second.releaseId())).isEqualTo(2);
        assertThat(stage.serving()).containsExactly(second.releaseId());
    }

    @Test
    void switchingBackServesWhatServedBeforeAndTakesTheNewOneAway() {
        Placement first = live(1);
        Placement second = stage.deployment(1);
        start(second);
        stage.heal(second);
        stage.confirm(switchTo(second));

        switchBack(second);
        switchBack(second);
        stage.letGo();

        assertThat(stage.serving()).containsExactly(first.releaseId());
        assertThat(stage.running(second.releaseId())).isZero();
        assertThat(stage.running(first.releaseId())).isEqualTo(1);
        assertThat(drained()).isTrue();
    }

    @Test
    void switchingBackTheFirstOneEverLeavesNothingServing() {
        Placement first = stage.deployment(1);
        start(first);
        stage.heal(first);
        stage.confirm(switchTo(first));

        switchBack(first);
        stage.letGo();

        assertThat(stage.serving()).isEmpty();
        assertThat(drained()).isTrue();
    }

    @Test
    void removingTakesAwayWhatWasStartedButNeverWhatServes() {
        Placement first = live(1);
        Placement second = stage.deployment(2);
        start(second);

        remove(first);
        remove(second);
        remove(second);
        stage.letGo();

        assertThat(stage.running(first.releaseId())).isEqualTo(1);
        assertThat(stage.serving()).containsExactly(first.releaseId());
        assertThat(stage.running(second.releaseId())).isZero();
        assertThat(drained()).isTrue();
    }

    @Test
    void scalingUpStartsOnlyWhatIsMissingAndOwnsTheRestOnceItIsSettled() {
        Placement first = live(1);
        Placement three = stage.scaled(first, 3);
        start(three);
        assertThat(stage.running(first.releaseId())).isEqualTo(3);
        stage.heal(three);
        stage.confirm(switchTo(three));
        settle(three);
        stage.letGo();

        assertThat(stage.running(first.releaseId())).isEqualTo(3);
        stage.ruin(three, RUIN);
        assertThat(healthy(three)).isInstanceOf(Progress.Failed.class);
        remove(first);
        assertThat(stage.running(first.releaseId())).as("the first owns nothing").isEqualTo(3);
    }

    @Test
    void scalingDownTakesOnlyTheSurplus() {
        Placement first = live(3);
        Placement one = stage.scaled(first, 1);
        start(one);
        assertThat(healthy(one)).isEqualTo(new Progress.Done());
        stage.confirm(switchTo(one));

        settle(one);
        stage.letGo();

        assertThat(stage.running(first.releaseId())).isEqualTo(1);
        assertThat(stage.serving()).containsExactly(first.releaseId());
        assertThat(drained()).isTrue();
    }

    @Test
    void stoppingLeavesNothing() {
        Placement first = live(2);

        stop();
        assertThat(stage.serving()).isEmpty();
        stop();
        stage.letGo();

        assertThat(stage.running(first.releaseId())).isZero();
        assertThat(drained()).isTrue();
    }

    @Test
    void theEntranceIsAnAddressWithoutAPath() {
        assertThat(stage.target().entrance(stage.host()))
                .hasNoUserInfo()
                .hasNoQuery()
                .satisfies(entrance -> {
                    assertThat(entrance.getScheme()).isIn("http", "https");
                    assertThat(entrance.getPath()).isIn("", "/");
                });
    }

    private Placement live(int wanted) {
        Placement placement = stage.deployment(wanted);
        start(placement);
        stage.heal(placement);
        stage.confirm(switchTo(placement));
        return placement;
    }

    private void start(Placement placement) {
        run(() -> stage.target().start(placement));
    }

    private Progress healthy(Placement placement) {
        return stage.call(() -> stage.target().healthy(placement));
    }

    private long switchTo(Placement placement) {
        return stage.call(() -> stage.target().switchTo(placement));
    }

    private Progress switched(Placement placement, long version) {
        return stage.call(() -> stage.target().switched(placement, version));
    }

    private void settle(Placement placement) {
        run(() -> stage.target().settle(placement));
    }

    private void switchBack(Placement placement) {
        run(() -> stage.target().switchBack(placement));
    }

    private void remove(Placement placement) {
        run(() -> stage.target().remove(placement));
    }

    private void stop() {
        run(() -> stage.target().stop(stage.environment(), stage.host(), Duration.ZERO));
    }

    private boolean drained() {
        return stage.call(() -> stage.target().drained(stage.environment(), stage.host()));
    }

    private void run(Runnable work) {
        stage.call(() -> {
            work.run();
            return true;
        });
    }
}
