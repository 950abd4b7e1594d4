package dev.autostack.planner.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.MemoryFiles;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WheelsTest {
    private static Requirements requirements(String text) {
        return Requirements.of(SourceTree.of(MemoryFiles.of(Map.of("requirements.txt", text)), ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "numpy==1.21.0 | 9 | numpy==1.21.0",
                "numpy==1.21.2 | 10 | numpy==1.21.2",
                "Pillow >= 9.0, < 10 | 11 | pillow>=9.0,<10",
                "Django==3.2.4 ; python_version < '4' | 9 | django==3.2.4",
                "Django~=4.2.0 | 12 | django~=4.2.0",
                "psycopg2-binary==2.8.6 --hash=sha256:00 | 9 | psycopg2-binary==2.8.6",
            })
    void anOldReleaseLimitsPython(String requirement, int minor, String told) {
        Wheels.Limit limit = Wheels.of(requirements(requirement));
        assertThat(limit).isNotNull();
        assertThat(limit.minor()).isEqualTo(minor);
        assertThat(limit.requirement()).isEqualTo(told);
    }

    @Test
    void theOldestOfAllRequirementsDecides() {
        Wheels.Limit limit = Wheels.of(requirements("lxml==4.9.2\npandas==1.1.0\nflask==1.0\n"));
        assertThat(limit).isNotNull();
        assertThat(limit.distribution()).isEqualTo("pandas");
    }

    @Test
    void openRequirementsAndPurePackagesLimitNothing() {
        assertThat(Wheels.of(requirements("numpy\npandas>=1.0\nDjango>=2.2\nflask==0.12\n")))
                .isNull();
    }

    @Test
    void aPinnedPackageThatNobodyKnowsMayHaveToBeCompiled() {
        assertThat(Wheels.mayCompile(requirements("flask==2.0\nnumpy==1.21.0\n"))).isFalse();
        assertThat(Wheels.mayCompile(requirements("flask==2.0\nsome-extension\n"))).isFalse();
        assertThat(Wheels.mayCompile(requirements("flask==2.0\nsome-extension==1.0\n"))).isTrue();
    }
}
