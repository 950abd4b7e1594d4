package dev.autostack.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A second for every parser; {@code -Dfuzz.seconds=600} for a campaign. */
class FuzzCampaignTest {
    static Stream<FuzzCampaign.Subject> subjects() {
        return FuzzCampaign.SUBJECTS.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("subjects")
    void noBrokenFileThrowsOrRunsAway(FuzzCampaign.Subject subject) throws IOException {
        long randomSeed = Long.getLong("fuzz.seed", System.nanoTime());
        FuzzCampaign.Result result =
                new FuzzCampaign(subject, randomSeed)
                        .run(Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 1)));
        assertThat(result.finding()).as("fuzz.seed=%d", randomSeed).isNull();
        assertThat(result.inputs()).isGreaterThan(10);
    }
}
