package dev.autostack.controlplane.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autostack.controlplane.deployment.DeploymentState.Building;
import dev.autostack.controlplane.deployment.DeploymentState.Cancelled;
import dev.autostack.controlplane.deployment.DeploymentState.Failed;
import dev.autostack.controlplane.deployment.DeploymentState.Live;
import dev.autostack.controlplane.deployment.DeploymentState.Queued;
import dev.autostack.controlplane.deployment.DeploymentState.Releasing;
import dev.autostack.controlplane.deployment.DeploymentState.Retired;
import dev.autostack.controlplane.deployment.DeploymentState.Superseded;
import dev.autostack.controlplane.deployment.DeploymentState.Unfinished;
import dev.autostack.controlplane.deployment.DeploymentState.Verifying;
import dev.autostack.protocol.Cause;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeploymentStateTest {
    private static final Instant OLD = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NEW = Instant.parse("2026-01-01T01:00:00Z");
    private static final Cause CAUSE = new Cause("build_failed", "m", "h", null, List.of());

    private static final List<DeploymentState> STATES =
            List.of(
                    new Queued(OLD),
                    new Building(OLD),
                    new Releasing(OLD),
                    new Verifying(OLD),
                    new Live(),
                    new Retired(),
                    new Failed(CAUSE),
                    new Cancelled(),
                    new Superseded());

    private static final List<DeploymentEvent> EVENTS =
            List.of(
                    new DeploymentEvent.Leased(NEW),
                    new DeploymentEvent.Requeued(NEW),
                    new DeploymentEvent.Released(NEW),
                    new DeploymentEvent.Switched(NEW),
                    new DeploymentEvent.Verified(),
                    new DeploymentEvent.Replaced(),
                    new DeploymentEvent.Failure(CAUSE),
                    new DeploymentEvent.Cancel(),
                    new DeploymentEvent.Supersede());

    /** One row per state of STATES, one column per event of EVENTS; a dot is illegal. */
    private static final String TABLE =
            """
            BUILDING .      RELEASING .         .    .       FAILED CANCELLED SUPERSEDED
            .        QUEUED RELEASING .         .    .       FAILED CANCELLED SUPERSEDED
            .        .      .         VERIFYING .    .       FAILED CANCELLED SUPERSEDED
            .        .      .         .         LIVE .       FAILED CANCELLED SUPERSEDED
            .        .      .         .         .    RETIRED .      .         .
            .        .      .         .         .    .       .      .         .
            .        .      .         .         .    .       .      .         .
            .        .      .         .         .    .       .      .         .
            .        .      .         .         .    .       .      .         .
            """;

    static Stream<Arguments> table() {
        List<List<String>> rows =
                TABLE.lines().map(line -> List.of(line.strip().split(" +", -1))).toList();
        Stream.Builder<Arguments> cells = Stream.builder();
        for (int s = 0; s < STATES.size(); s++) {
            for (int e = 0; e < EVENTS.size(); e++) {
                cells.add(Arguments.of(STATES.get(s), EVENTS.get(e), rows.get(s).get(e)));
            }
        }
        return cells.build();
    }

    @ParameterizedTest(name = "{0} + {1} = {2}")
    @MethodSource("table")
    void everyEventInEveryStateGivesTheStateOfTheTableOrIsIllegal(
            DeploymentState state, DeploymentEvent event, String expected) {
        DeploymentState result = expectedState(expected);
        if (result == null) {
            assertThatThrownBy(() -> DeploymentState.next(state, event))
                    .isInstanceOf(IllegalTransition.class)
                    .hasMessageContaining(state.name().name());
        } else {
            assertThat(DeploymentState.next(state, event)).isEqualTo(result);
        }
    }

    private static @Nullable DeploymentState expectedState(String name) {
        return switch (name) {
            case "QUEUED" -> new Queued(NEW);
            case "BUILDING" -> new Building(NEW);
            case "RELEASING" -> new Releasing(NEW);
            case "VERIFYING" -> new Verifying(NEW);
            case "LIVE" -> new Live();
            case "RETIRED" -> new Retired();
            case "FAILED" -> new Failed(CAUSE);
            case "CANCELLED" -> new Cancelled();
            case "SUPERSEDED" -> new Superseded();
            default -> null;
        };
    }

    @Property
    void anySequenceOfEventsEndsInAStateWhoseNameAndDeadlineAgree(
            @ForAll("events") List<DeploymentEvent> events) {
        DeploymentState state = new Queued(OLD);
        boolean finished = false;
        for (DeploymentEvent event : events) {
            DeploymentState before = state;
            try {
                state = DeploymentState.next(before, event);
            } catch (IllegalTransition refused) {
                continue;
            }
            assertThat(finished).as("%s moved after its end", before).isFalse();
            finished = !(state instanceof Unfinished) && !(state instanceof Live);
            assertThat(state.name().unfinished()).isEqualTo(state instanceof Unfinished);
        }
    }

    @Property
    void liveIsOnlyReachedFromVerifying(@ForAll("events") List<DeploymentEvent> events) {
        DeploymentState state = new Queued(OLD);
        for (DeploymentEvent event : events) {
            DeploymentState before = state;
            try {
                state = DeploymentState.next(before, event);
            } catch (IllegalTransition refused) {
                continue;
            }
            if (state instanceof Live) {
                assertThat(before).isInstanceOf(Verifying.class);
            }
        }
    }

    @Provide
    Arbitrary<List<DeploymentEvent>> events() {
        return Arbitraries.of(EVENTS).list().ofMaxSize(30);
    }
}
