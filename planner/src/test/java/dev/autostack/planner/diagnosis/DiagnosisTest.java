package dev.autostack.planner.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each log of src/test/resources/diagnosis was printed by a run that failed for the cause in its
 * name ({@code CODE.txt}, or {@code CODE.tool.txt} where several tools say it).
 */
class DiagnosisTest {
    private static final Path LOGS = Path.of("src/test/resources/diagnosis");

    static Stream<Path> logs() throws IOException {
        try (Stream<Path> files = Files.list(LOGS)) {
            return files.filter(f -> f.toString().endsWith(".txt")).sorted().toList().stream();
        }
    }

    private static String code(Path log) {
        return String.valueOf(log.getFileName()).replaceFirst("\\..*", "");
    }

    private static FailedPhase phase(String code) {
        return code.startsWith("start_") ? FailedPhase.START : FailedPhase.BUILD;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("logs")
    void aRecordedFailureIsNamedWithItsLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        int exitCode = code(log).equals("start_on_localhost") ? 0 : 1;
        Diagnosis found = Diagnosis.of(phase(code(log)), lines, exitCode);
        assertThat(found).isNotNull();
        assertThat(found.code()).as(found.toString()).isEqualTo(code(log));
        assertThat(found.line()).isBetween(1, lines.size());
        assertThat(found.message()).endsWith(".").doesNotContain("[", "…");
        assertThat(found.hint()).endsWith(".");
    }

    @Test
    void atLeastFortyCausesWereSeenToHappen() throws IOException {
        TreeSet<String> seen = new TreeSet<>();
        logs().forEach(log -> seen.add(code(log)));
        assertThat(seen).hasSizeGreaterThanOrEqualTo(40);
        assertThat(Diagnosis.codes()).containsAll(seen);
    }

    @Test
    void everyCodeStandsInTheErrorsPage() throws IOException {
        String page = Files.readString(Path.of("../docs/errors.md"));
        assertThat(Diagnosis.codes())
                .allSatisfy(code -> assertThat(page).contains("`" + code + "`"));
    }

    @ParameterizedTest
    @EnumSource(FailedPhase.class)
    void aLogThatSaysNothingKnownIsNotExplained(FailedPhase phase) {
        List<String> lines =
                List.of(
                        "#5 [build 2/4] RUN npm ci",
                        "npm warn EBADENGINE Unsupported engine {",
                        "added 120 packages in 3s",
                        "#6 [build 3/4] COPY . ./",
                        "shop: the catalogue is empty");
        assertThat(Diagnosis.of(phase, lines, 1)).isNull();
    }

    @Test
    void anExitCodeAloneTellsWhatItMeans() {
        Diagnosis killed = Diagnosis.of(FailedPhase.BUILD, List.of(), 137);
        assertThat(killed).isNotNull();
        assertThat(killed.code()).isEqualTo("build_killed");
        assertThat(killed.line()).isZero();
    }

    @Test
    void aLineOfAMegabyteIsReadQuickly() {
        List<String> lines = List.of("a:b (".repeat(200_000), "Error: ".repeat(150_000));
        assertThat(Diagnosis.of(FailedPhase.BUILD, lines, 1)).isNull();
    }
}
