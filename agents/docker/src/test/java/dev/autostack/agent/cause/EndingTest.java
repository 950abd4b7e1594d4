package dev.autostack.agent.cause;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EndingTest {
    static Stream<Arguments> endings() {
        return Stream.of(
                row(1, false, false, "", "instance_exited", false, "wrote nothing"),
                row(1, false, false, "Error: x", "instance_exited", false, "last lines"),
                row(0, false, false, "done", "instance_exited", true, "keep running"),
                row(0, false, true, "bye", "instance_exited", false, "keep running"),
                row(137, true, false, "", "instance_out_of_memory", true, "memory limit"),
                row(1, true, true, "worker died", "instance_out_of_memory", true, "memory limit"),
                row(137, false, true, "", "instance_killed", false, ""),
                row(139, false, false, "", "instance_killed", false, ""),
                row(
                        127,
                        false,
                        false,
                        "sh: 1: nope: not found",
                        "command_not_found",
                        true,
                        "spelling"),
                row(126, false, false, "", "command_not_executable", true, "executable"),
                row(
                        127,
                        false,
                        false,
                        "[FATAL tini (7)] exec nope failed: No such file or directory",
                        "command_not_found",
                        true,
                        "npx"),
                row(
                        126,
                        false,
                        false,
                        "[FATAL tini (8)] exec /etc/passwd failed: Permission denied",
                        "command_not_executable",
                        true,
                        ""),
                row(
                        1,
                        false,
                        false,
                        "[FATAL tini (8)] exec /app failed: Exec format error",
                        "command_format_wrong",
                        true,
                        "processor"),
                row(
                        2,
                        false,
                        false,
                        "/app: 1: Syntax error: word unexpected (expecting \")\")\u007fELF",
                        "instance_exited",
                        false,
                        ""),
                row(
                        1,
                        false,
                        false,
                        "Error: listen EADDRINUSE: address already in use :::3000",
                        "instance_exited",
                        false,
                        "opens a port twice"),
                row(
                        1,
                        false,
                        false,
                        "Error: EROFS: read-only file system, open '/app/db'",
                        "instance_exited",
                        false,
                        "/tmp"),
                row(
                        1,
                        false,
                        false,
                        "nginx: [emerg] chown(\"/var/cache/nginx\", 101) failed (1: Operation not permitted)",
                        "instance_exited",
                        false,
                        "unprivileged"),
                row(
                        1,
                        false,
                        false,
                        "Error: Cannot find module 'express'",
                        "instance_exited",
                        false,
                        "module is missing"));
    }

    @ParameterizedTest(name = "{0} {3}: {4}")
    @MethodSource("endings")
    void anEndingTellsItsCauseAndWhetherAnotherStartHelps(
            int exitCode,
            boolean outOfMemory,
            boolean wasHealthy,
            String lastLine,
            String code,
            boolean lasting,
            String inHint) {
        List<String> lines = lastLine.isEmpty() ? List.of() : List.of("first", lastLine);
        Ending.Verdict verdict =
                new Ending(exitCode, outOfMemory, wasHealthy, 64L << 20, "app", null, lines)
                        .verdict();

        assertThat(verdict.cause().code()).isEqualTo(code);
        assertThat(verdict.lasting()).isEqualTo(lasting);
        assertThat(verdict.cause().lastLines()).isEqualTo(lines);
        assertThat(verdict.cause().hint()).contains(inHint);
    }

    private static Arguments row(Object... values) {
        return Arguments.of(values);
    }

    @Test
    void anImageForAnotherProcessorIsNamed() {
        var foreign = new Ending.Foreign("arm64", "amd64");
        Ending.Verdict verdict =
                new Ending(2, false, false, 64L << 20, "app", foreign, List.of("ELF: not found"))
                        .verdict();

        assertThat(verdict.cause().code()).isEqualTo("image_wrong_platform");
        assertThat(verdict.lasting()).isTrue();
    }
}
