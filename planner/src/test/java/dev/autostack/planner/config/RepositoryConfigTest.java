package dev.autostack.planner.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.MemoryFiles;
import dev.autostack.protocol.PlanOverrides;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepositoryConfigTest {
    private static RepositoryConfig.Found read(String yaml, PlanOverrides set) {
        return RepositoryConfig.read(
                SourceTree.of(MemoryFiles.of(Map.of("autostack.yaml", yaml)), ""), set);
    }

    @Test
    void settingsOfTheUserWinOverTheFile() {
        PlanOverrides set =
                new PlanOverrides(null, null, null, null, null, "mine", null, null, null, null);
        assertThat(read("start: theirs\nport: 9000\nversion: \"3.10\"\n", set))
                .isInstanceOfSatisfying(
                        RepositoryConfig.Found.Settings.class,
                        found -> {
                            assertThat(found.merged().startCommand()).isEqualTo("mine");
                            assertThat(found.merged().port()).isEqualTo(9000);
                            assertThat(found.merged().runtimeVersion()).isEqualTo("3.10");
                        });
    }

    @Test
    void anUnknownKeyIsNamedWithItsPlace() {
        assertThat(read("port: 1\nstrat: x\n", PlanOverrides.none()))
                .isInstanceOfSatisfying(
                        RepositoryConfig.Found.Invalid.class,
                        invalid ->
                                assertThat(invalid.problem())
                                        .startsWith("line 2, column 1: \"strat\" is no setting"));
    }

    @Test
    void wrongValuesAreNamedWithTheirPlace() {
        for (String yaml :
                new String[] {
                    "\nport: 70000",
                    "\nport: \"80\"",
                    "\nstack: cobol",
                    "\nhealthPath: up",
                    "\nstart: \"\""
                }) {
            assertThat(read(yaml, PlanOverrides.none()))
                    .as(yaml)
                    .isInstanceOfSatisfying(
                            RepositoryConfig.Found.Invalid.class,
                            invalid ->
                                    assertThat(invalid.problem()).startsWith("line 2, column 1: "));
        }
    }

    @Test
    void brokenYamlIsNamedWithItsPlace() {
        assertThat(read("a: [1\nb: 2", PlanOverrides.none()))
                .isInstanceOfSatisfying(
                        RepositoryConfig.Found.Invalid.class,
                        invalid -> assertThat(invalid.problem()).contains("line 2"));
    }

    @Test
    void anEmptyFileSetsNothing() {
        assertThat(read("# nothing yet\n", PlanOverrides.none()))
                .isInstanceOf(RepositoryConfig.Found.None.class);
    }
}
