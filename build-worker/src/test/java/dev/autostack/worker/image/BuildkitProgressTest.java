package dev.autostack.worker.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.protocol.BuildFacts;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BuildkitProgressTest {
    @Test
    void theStepsOfAStageStandInTheOrderOfTheDockerfileWhateverTheirNumbers() {
        var numbered =
                Stream.of(
                                "[build 2/3] RUN b",
                                "[build 1/3] FROM x",
                                "[2/2] COPY c",
                                "[build 3/3] RUN d",
                                "[1/2] FROM y")
                        .map(text -> new BuildFacts.Step(text, false, null))
                        .toList();
        assertThat(BuildkitProgress.inOrder(numbered))
                .extracting(BuildFacts.Step::instruction)
                .containsExactly(
                        "[build 1/3] FROM x",
                        "[build 2/3] RUN b",
                        "[build 3/3] RUN d",
                        "[1/2] FROM y",
                        "[2/2] COPY c");
    }
}
