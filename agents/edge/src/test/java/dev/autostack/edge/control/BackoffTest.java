package dev.autostack.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void pausesGrowFromHalfASecondToFifteenAndStartOverAfterSuccess() {
        var backoff = new Backoff(new Random(7));
        Duration last = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            last = backoff.next();
            assertThat(last).isBetween(Duration.ofMillis(500), Duration.ofSeconds(15));
        }
        assertThat(last).isGreaterThanOrEqualTo(Duration.ofMillis(7_500));

        backoff.reset();

        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(500));
    }
}
