package dev.autostack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code autostack dockerfile} and {@code autostack compose}. */
class PrintedFilesTest {
    private static final Path EXAMPLES = Path.of("../examples");

    @TempDir Path folder;

    @Test
    void theDockerfileAndNothingElseGoesToTheOutput() {
        Run run = Run.of("dockerfile", EXAMPLES.resolve("go-gin").toString());
        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("FROM golang:").endsWith("\n");
        assertThat(run.out().lines()).anyMatch(line -> line.startsWith("CMD "));
    }

    @Test
    void whatCannotBePlannedPrintsNoFileButTheReason() {
        for (String command : new String[] {"dockerfile", "compose"}) {
            Run run = Run.of(command, folder.toString());
            assertThat(run.exit()).isEqualTo(ExitCode.GENERAL);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("There is nothing to deploy", "Looked for: ");
        }
    }

    @Test
    void theComposeFileHoldsTheAppWithTheDatastoreThatItsSourceNeeds() throws IOException {
        Files.writeString(
                folder.resolve("package.json"),
                """
                {"name": "shop", "scripts": {"start": "node server.js"},
                 "dependencies": {"express": "^5.0.0", "pg": "^8.0.0"}}
                """);
        Files.writeString(
                folder.resolve("server.js"),
                """
                import express from 'express';
                import pg from 'pg';
                const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
                express().listen(process.env.PORT);
                """);
        Run run = Run.of("compose", folder.toString());
        assertThat(run.exit()).isZero();
        Map<?, ?> file =
                (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(run.out());
        Map<?, ?> services = (Map<?, ?>) file.get("services");
        assertThat(services).hasSize(2);
        assertThat(services.toString()).contains("image=postgres:", "DATABASE_URL=");
    }
}
