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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every app of examples/ is planned as examples/plans/ says, and the Dockerfile made for it keeps
 * the promises of the product. {@code -Dgolden.update=true} writes the plans anew.
 */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("../examples");

    static Stream<Path> apps() throws IOException {
        try (Stream<Path> folders = Files.list(EXAMPLES)) {
            return folders
                    .filter(Files::isDirectory)
                    .filter(folder -> !folder.endsWith("plans") && !folder.endsWith("workspaces"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static PlanOutcome plan(Path app) throws IOException {
        return new Planner(PlannerSettings.defaults())
                .plan(DirectoryFiles.open(app), PlanOverrides.none());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("apps")
    void anExampleIsPlannedAsRecorded(Path app) throws IOException {
        PlanOutcome outcome = plan(app);
        assertThat(outcome).isInstanceOf(PlanOutcome.Planned.class);
        Path golden = EXAMPLES.resolve("plans").resolve(app.getFileName() + ".json");
        String actual = PlanJson.pretty(((PlanOutcome.Planned) outcome).detection());
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(EXAMPLES.resolve("plans"));
            Files.writeString(golden, actual);
        }
        assertThat(golden).exists().content().isEqualTo(actual);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("apps")
    void aDockerfileThatIsMadeForAnExampleKeepsThePromises(Path app) throws IOException {
        String dockerfile = GoldenText.generatedDockerfile(plan(app));
        if (dockerfile == null) {
            try (Stream<Path> files = Files.walk(app)) {
                assertThat(files).anyMatch(file -> file.endsWith("Dockerfile"));
            }
            return;
        }
        List<String> last =
                dockerfile.substring(dockerfile.lastIndexOf("\nFROM ") + 1).lines().toList();
        assertThat(last).as("not root").anyMatch(line -> line.matches("USER [1-9]\\d*(:\\d+)?"));
        assertThat(last).as("one port").anyMatch(line -> line.matches("EXPOSE \\d+"));
        assertThat(dockerfile).as("no secret in it").doesNotContainPattern("(?m)^ARG .*=");
        assertThat(dockerfile)
                .as("no development server")
                .doesNotContainPattern(
                        "(next|astro|nuxt|vite) dev|develop\"|ng serve|nodemon|--reload");
    }

    @Test
    void thereIsAnExampleForEveryStackAndMainFramework() throws IOException {
        assertThat(apps().count()).isGreaterThanOrEqualTo(30);
    }
}
