package dev.autostack.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestingHeapTest {
    @ParameterizedTest(name = "{4}")
    @CsvSource({
        "0, 180, 0, true, first rest after a load",
        "2, 180, 70, true, garbage since the last one",
        "3, 180, 70, false, still at work",
        "0, 80, 70, false, hardly any garbage",
        "0, 60, 70, false, collected by the machine itself since",
    })
    void theHeapIsCollectedOnlyAtRestAndWhenItHasGrown(
            long collections, long usedMb, long leftMb, boolean collected, String when) {
        assertThat(RestingHeap.worthIt(collections, usedMb << 20, leftMb << 20))
                .as(when)
                .isEqualTo(collected);
    }
}
