package dev.autostack.planner.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void plainTextNeedsNoShell() {
        assertThat(CommandLine.parse("node  server.js --port 80", "Procfile").arguments())
                .containsExactly("node", "server.js", "--port", "80");
    }

    @Test
    void textWithShellSyntaxIsOneArgumentOfTheImagesShell() {
        assertThat(CommandLine.parse("prisma migrate && node a.js", "Procfile").arguments())
                .containsExactly("/bin/sh", "-c", "prisma migrate && node a.js");
    }

    @Test
    void aSingleCommandTakesTheShellsPlaceSoThatItGetsTheStopSignal() {
        assertThat(CommandLine.parse("node a.js --port $PORT", "Procfile").arguments())
                .containsExactly("/bin/sh", "-c", "exec node a.js --port $PORT");
    }
}
