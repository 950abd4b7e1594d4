package dev.autostack.planner.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.MemoryFiles;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComposeFileTest {
    private static @Nullable ComposeFile read(String yaml) {
        return ComposeFile.read(SourceTree.of(MemoryFiles.of(Map.of("compose.yaml", yaml)), ""));
    }

    @Test
    void builtServicesAreAppsAndKnownImagesAreDatastores() {
        ComposeFile file =
                read(
                        """
                        services:
                          web:
                            build: {context: ./web, target: final}
                            ports: ["8080:3000"]
                            depends_on: [db]
                          db: {image: "docker.io/library/postgres:17@sha256:00"}
                          cache: {image: valkey/valkey}
                          mail: {image: axllent/mailpit}
                        """);
        assertThat(file)
                .isEqualTo(
                        new ComposeFile(
                                "compose.yaml",
                                java.util.List.of(
                                        new ComposeFile.App(
                                                "web", "./web", "Dockerfile", "final", 3000, null)),
                                java.util.List.of("postgres", "redis"),
                                null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "privileged: true",
                "cap_add: [SYS_ADMIN]",
                "devices: [/dev/kvm]",
                "pid: host",
                "ipc: host",
                "security_opt: [seccomp:unconfined]",
                "network_mode: host",
                "volumes: [\"/:/host\"]",
                "volumes: [\"/var/run/docker.sock:/x\"]",
                "volumes: [\"../..:/x\"]",
                "volumes: [{type: bind, source: /etc, target: /x}]",
                "extends: {file: other.yaml, service: x}"
            })
    void powerOverTheHostIsRefusedByName(String key) {
        ComposeFile file = read("services:\n  app:\n    build: .\n    " + key + "\n");
        assertThat(file == null ? null : file.refusal()).startsWith("services.app.");
    }
}
