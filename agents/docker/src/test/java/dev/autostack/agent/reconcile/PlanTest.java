package dev.autostack.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.agent.instance.Labels;
import dev.autostack.agent.instance.Progress;
import dev.autostack.agent.reconcile.Observed.Container;
import dev.autostack.agent.reconcile.Observed.ContainerState;
import dev.autostack.agent.reconcile.Observed.Network;
import dev.autostack.agent.testing.Sample;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.InstanceState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlanTest {
    private static final UUID AGENT = UUID.randomUUID();
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final DesiredInstance APP = Sample.node("").instance();
    private static final UUID ID = APP.instanceId();
    private static final String C = "c".repeat(64);
    private static final Cause CAUSE = new Cause("c", "m", "h", null, List.of());

    /** One wanted instance: what it is believed to be, what its container is, what to do. */
    static Stream<Arguments> oneInstance() {
        return Stream.of(
                row(
                        "nothing there yet",
                        progress(InstanceState.PENDING),
                        null,
                        new Action.Launch(APP)),
                row("pause not over", backingOff(NOW.plusSeconds(1)), null, null),
                row("pause over", backingOff(NOW), null, new Action.Launch(APP)),
                row("failed, nothing there", progress(InstanceState.FAILED), null, null),
                row(
                        "failed but running",
                        progress(InstanceState.FAILED),
                        ContainerState.RUNNING,
                        new Action.Halt(ID, C, false)),
                row(
                        "failed and paused",
                        progress(InstanceState.FAILED),
                        ContainerState.PAUSED,
                        new Action.Halt(ID, C, true)),
                row(
                        "failed and ended",
                        progress(InstanceState.FAILED),
                        ContainerState.EXITED,
                        null),
                row(
                        "made but not started: killed in between",
                        progress(InstanceState.STARTING),
                        ContainerState.CREATED,
                        new Action.StartAgain(APP, C)),
                row(
                        "runs, nobody watches: the agent was restarted",
                        progress(InstanceState.PENDING),
                        ContainerState.RUNNING,
                        new Action.Adopt(APP, C)),
                row(
                        "believed healthy but ended",
                        progress(InstanceState.HEALTHY),
                        ContainerState.EXITED,
                        new Action.Examine(APP, C)),
                row(
                        "believed probing but ended",
                        progress(InstanceState.PROBING),
                        ContainerState.EXITED,
                        new Action.Examine(APP, C)),
                row(
                        "the engine is about to start it again",
                        progress(InstanceState.HEALTHY),
                        ContainerState.RESTARTING,
                        new Action.Examine(APP, C)),
                row(
                        "ended, pause over",
                        backingOff(NOW.minusSeconds(1)),
                        ContainerState.EXITED,
                        new Action.StartAgain(APP, C)),
                row(
                        "ended, pause not over",
                        backingOff(NOW.plusSeconds(9)),
                        ContainerState.EXITED,
                        null),
                row(
                        "sick and still running",
                        sick(NOW.plusSeconds(1)),
                        ContainerState.RUNNING,
                        new Action.Halt(ID, C, false)),
                row(
                        "a stranger paused it",
                        progress(InstanceState.HEALTHY),
                        ContainerState.PAUSED,
                        new Action.Unpause(ID, C)),
                row(
                        "broken",
                        progress(InstanceState.HEALTHY),
                        ContainerState.DEAD,
                        new Action.Discard(ID, C)),
                row("going away", progress(InstanceState.HEALTHY), ContainerState.REMOVING, null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oneInstance")
    void oneInstanceGetsOneStep(
            String name,
            Progress progress,
            @Nullable ContainerState state,
            @Nullable Action expected) {
        var observed = state == null ? List.<Container>of() : List.of(container(C, APP, state));
        Plan plan = Plan.of(wanted(APP), observed(observed, Map.of(ID, progress)));

        assertThat(plan.actions()).isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void aPauseTellsWhenToLookAgain() {
        Instant next = NOW.plusSeconds(3);
        Plan plan = Plan.of(wanted(APP), observed(List.of(), Map.of(ID, backingOff(next))));
        assertThat(plan.wakeAt()).isEqualTo(next);
    }

    @Test
    void aWatchedInstanceIsLeftAlone() {
        Observed observed =
                new Observed(
                        List.of(container(C, APP, ContainerState.RUNNING)),
                        List.of(),
                        Map.of(ID, progress(InstanceState.HEALTHY)),
                        Map.of(ID, C),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        NOW);
        assertThat(Plan.of(wanted(APP), observed).actions()).isEmpty();
    }

    @Test
    void aHintAboutAWatchedContainerIsLookedInto() {
        Observed observed =
                new Observed(
                        List.of(container(C, APP, ContainerState.RUNNING)),
                        List.of(),
                        Map.of(ID, progress(InstanceState.HEALTHY)),
                        Map.of(ID, C),
                        Set.of(),
                        Set.of(),
                        Set.of(C),
                        NOW);
        assertThat(Plan.of(wanted(APP), observed).actions())
                .containsExactly(new Action.Examine(APP, C));
    }

    @Test
    void aContainerThatLostItsNetworkIsPutBack() {
        var detached = new Container(C, labels(APP), ContainerState.RUNNING, false);
        assertThat(
                        Plan.of(
                                        wanted(APP),
                                        observed(
                                                List.of(detached),
                                                Map.of(ID, progress(InstanceState.HEALTHY))))
                                .actions())
                .containsExactly(new Action.Reattach(APP, C));
    }

    @Test
    void busyInstancesGetNoSecondStep() {
        Observed observed =
                new Observed(
                        List.of(),
                        List.of(),
                        Map.of(),
                        Map.of(),
                        Set.of(ID),
                        Set.of(),
                        Set.of(),
                        NOW);
        assertThat(Plan.of(wanted(APP), observed).actions()).isEmpty();
    }

    @Test
    void ofTwoContainersOfAnInstanceTheKnownOneStays() {
        String other = "d".repeat(64);
        Plan plan =
                Plan.of(
                        wanted(APP),
                        observed(
                                List.of(
                                        container(other, APP, ContainerState.RUNNING),
                                        container(C, APP, ContainerState.RUNNING)),
                                Map.of(ID, progress(InstanceState.HEALTHY))));
        assertThat(plan.actions()).containsExactly(new Action.Discard(ID, other));
    }

    @Test
    void whatIsNotWantedIsRetiredThenForgottenAndItsNetworkRemoved() {
        var network = new Network("n", "net", APP.environmentId());
        Wanted nothing = new Wanted(List.of(), Map.of(), true);
        Observed present =
                new Observed(
                        List.of(container(C, APP, ContainerState.RUNNING)),
                        List.of(network),
                        Map.of(ID, progress(InstanceState.HEALTHY)),
                        Map.of(ID, C),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        NOW);
        assertThat(Plan.of(nothing, present).actions())
                .containsExactly(new Action.Retire(ID, C, false));

        Observed gone =
                new Observed(
                        List.of(),
                        List.of(network),
                        Map.of(ID, progress(InstanceState.STOPPED)),
                        Map.of(),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        NOW);
        assertThat(Plan.of(nothing, gone).actions())
                .containsExactly(
                        new Action.Forget(ID), new Action.RemoveNetwork("n", APP.environmentId()));
    }

    @Test
    void aLaunchThatIsNoLongerWantedIsCancelled() {
        Observed observed =
                new Observed(
                        List.of(),
                        List.of(),
                        Map.of(ID, progress(InstanceState.PULLING)),
                        Map.of(),
                        Set.of(ID),
                        Set.of(ID),
                        Set.of(),
                        NOW);
        assertThat(Plan.of(new Wanted(List.of(), Map.of(), true), observed).actions())
                .containsExactly(new Action.Cancel(ID));
    }

    @Test
    void aStateFromDiskStartsWhatThereIsButMakesAndRemovesNothing() {
        DesiredInstance other = Sample.node("").instance();
        Wanted fromDisk = new Wanted(List.of(APP, other), Map.of(), false);
        DesiredInstance unknown = Sample.node("").instance();
        Observed observed =
                new Observed(
                        List.of(
                                container(C, APP, ContainerState.EXITED),
                                container("e".repeat(64), unknown, ContainerState.RUNNING)),
                        List.of(new Network("n", "net", UUID.randomUUID())),
                        Map.of(),
                        Map.of(),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        NOW);
        assertThat(Plan.of(fromDisk, observed).actions())
                .containsExactly(new Action.StartAgain(APP, C));
    }

    @Test
    void anOlderGenerationIsRefusedUnlessItIsThereAlready() {
        Wanted stale = new Wanted(List.of(APP), Map.of(ID, 7L), true);
        assertThat(Plan.of(stale, observed(List.of(), Map.of())).actions())
                .containsExactly(new Action.Refuse(APP, 7));
        assertThat(
                        Plan.of(
                                        stale,
                                        observed(
                                                List.of(),
                                                Map.of(ID, progress(InstanceState.FAILED))))
                                .actions())
                .isEmpty();
        assertThat(
                        Plan.of(
                                        stale,
                                        observed(
                                                List.of(container(C, APP, ContainerState.RUNNING)),
                                                Map.of()))
                                .actions())
                .containsExactly(new Action.Adopt(APP, C));
    }

    private static Arguments row(
            String name,
            Progress progress,
            @Nullable ContainerState state,
            @Nullable Action expected) {
        return Arguments.of(name, progress, state, expected);
    }

    private static Wanted wanted(DesiredInstance... instances) {
        return new Wanted(List.of(instances), Map.of(), true);
    }

    private static Observed observed(List<Container> containers, Map<UUID, Progress> progress) {
        return new Observed(
                containers, List.of(), progress, Map.of(), Set.of(), Set.of(), Set.of(), NOW);
    }

    private static Container container(String id, DesiredInstance of, ContainerState state) {
        return new Container(id, labels(of), state, true);
    }

    private static Labels labels(DesiredInstance of) {
        return Labels.of(AGENT, of, 30000);
    }

    private static Progress progress(InstanceState state) {
        return new Progress(state, C, 30000, 1, 0, 0, true, NOW, NOW, null, null, null);
    }

    private static Progress backingOff(Instant next) {
        return new Progress(
                InstanceState.BACKING_OFF, C, 30000, 1, 1, 1, true, NOW, NOW, null, next, CAUSE);
    }

    private static Progress sick(Instant next) {
        return new Progress(
                InstanceState.UNHEALTHY, C, 30000, 1, 1, 1, true, NOW, NOW, null, next, CAUSE);
    }
}
