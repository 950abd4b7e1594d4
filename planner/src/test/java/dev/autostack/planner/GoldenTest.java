package dev.autostack.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.planner.detect.PlannerSettings;
import dev.autostack.planner.files.DirectoryFiles;
import dev.autostack.protocol.PlanOverrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder of src/test/resources/fixtures is a small tree of our own with what the planner is to
 * say about it beside it. {@code -Dgolden.update=true} writes anew; read the diff before it is
 * committed.
 */
class GoldenTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    static Stream<Path> fixtures() throws IOException {
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            return folders.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixtures")
    void detectionAndDockerfileAreAsRecorded(Path fixture) throws IOException {
        PlanOutcome outcome =
                new Planner(PlannerSettings.defaults())
                        .plan(
                                DirectoryFiles.open(fixture.resolve("tree")),
                                "",
                                PlanOverrides.none(),
                                List.of(),
                                List.of());
        check(fixture.resolve("expected.json"), GoldenText.of(outcome));
        String dockerfile = GoldenText.generatedDockerfile(outcome);
        if (dockerfile != null) {
            check(fixture.resolve("expected.Dockerfile"), dockerfile);
        } else {
            assertThat(fixture.resolve("expected.Dockerfile")).doesNotExist();
        }
    }

    private static void check(Path golden, String actual) throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, actual);
        }
        assertThat(golden).exists().content().isEqualTo(actual);
    }
}
