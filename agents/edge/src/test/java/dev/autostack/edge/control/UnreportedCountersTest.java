package dev.autostack.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.protocol.RouteCounters;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UnreportedCountersTest {
    private static final UUID ROUTE = UUID.randomUUID();
    private static final UUID BLUE = UUID.randomUUID();
    private static final UUID GREEN = UUID.randomUUID();

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final UnreportedCounters unreported = new UnreportedCounters(() -> now);

    private static RouteCounters counters(UUID release, long requests) {
        return new RouteCounters(ROUTE, release, requests, 0, 0, 0, 0, 0, 0, 0, List.of(requests));
    }

    @Test
    void aReportCarriesOnlyWhatChangedSinceTheLastOneThatArrived() {
        List<RouteCounters> first = unreported.of(List.of(counters(BLUE, 1), counters(GREEN, 5)));
        assertThat(first).hasSize(2);
        unreported.reported(first);

        assertThat(unreported.of(List.of(counters(BLUE, 2), counters(GREEN, 5))))
                .containsExactly(counters(BLUE, 2));
    }

    @Test
    void whatAReportThatNeverArrivedCarriedIsToldAgain() {
        assertThat(unreported.of(List.of(counters(BLUE, 1)))).hasSize(1);

        assertThat(unreported.of(List.of(counters(BLUE, 1)))).hasSize(1);
    }

    @Test
    void allAreToldAgainNowAndThenForAControlPlaneThatLostSome() {
        unreported.reported(List.of(counters(BLUE, 1)));
        assertThat(unreported.of(List.of(counters(BLUE, 1)))).isEmpty();

        now = now.plus(UnreportedCounters.ALL_EACH);

        assertThat(unreported.of(List.of(counters(BLUE, 1)))).hasSize(1);
    }
}
