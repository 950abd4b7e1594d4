package dev.autostack.planner.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.MemoryFiles;
import dev.autostack.planner.parse.Malformed;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DockerfileTest {
    private static OwnDockerfile own(String text) {
        SourceTree tree = SourceTree.of(MemoryFiles.of(Map.of("Dockerfile", text)), "");
        return ((OwnDockerfile.Found.Usable) OwnDockerfile.find(tree)).file();
    }

    @Test
    void exposedPortIsResolvedThroughArgumentsAndInheritedStages() {
        assertThat(own("ARG P=7000\nFROM a AS base\nARG P\nEXPOSE $P\nFROM base\nCMD run\n").port())
                .isEqualTo(7000);
        assertThat(own("FROM a\nENV A=9 B=${A}0${A}0\nEXPOSE ${B}/tcp 1/udp\n").port())
                .isEqualTo(9090);
        assertThat(own("FROM a\nEXPOSE 53/udp 8053\n").port()).isEqualTo(8053);
        assertThat(own("FROM a\nENV PORT 4567\n").port()).isEqualTo(4567);
        assertThat(own("FROM a\nEXPOSE $UNKNOWN\n").port()).isNull();
    }

    @Test
    void healthCheckGivesItsPath() {
        assertThat(
                        own("FROM a\nHEALTHCHECK CMD [\"curl\", \"-f\", \"http://localhost:80/up\"]\n")
                                .healthPath())
                .isEqualTo("/up");
        assertThat(
                        own("FROM a\nHEALTHCHECK --interval=3s CMD wget -q http://127.0.0.1:$PORT || exit 1\n")
                                .healthPath())
                .isEqualTo("/");
        assertThat(own("FROM a\nHEALTHCHECK NONE\n").healthPath()).isNull();
    }

    @Test
    void continuationsSkipCommentsAndBlankLines() {
        assertThat(own("FROM a\nRUN x && \\\n  # why\n\n  y\nCMD [\"z\"]\n").start())
                .isEqualTo("z");
    }

    @Test
    void entrypointAndCommandAreJoined() {
        assertThat(own("FROM a\nENTRYPOINT [\"/e\"]\nCMD [\"--x\"]\n").start()).isEqualTo("/e --x");
    }

    @Test
    void aFileWithoutFromIsMalformed() {
        assertThatThrownBy(() -> Dockerfile.parse("RUN x\n")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Dockerfile.parse("")).isInstanceOf(Malformed.class);
    }

    @Test
    void aLineOfOneMegabyteIsRead() throws Malformed {
        String long1 = "RUN echo " + "x".repeat(1 << 20) + "\n";
        assertThat(Dockerfile.parse("FROM a\n" + long1 + "CMD y\n").last().instructions())
                .hasSize(2);
    }
}
