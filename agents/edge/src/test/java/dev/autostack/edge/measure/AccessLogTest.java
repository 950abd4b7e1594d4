package dev.autostack.edge.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.edge.config.EdgeConfig.AccessLogging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
    @TempDir Path dir;
    private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final InstantSource clock = () -> now;

    private AccessLogging settings(boolean query, long maxBytes, int keep) {
        return new AccessLogging(
                true, query, dir.resolve("access.log"), maxBytes, Duration.ofHours(1), keep);
    }

    private static Access access(String target, String requestId) {
        return new Access(
                1_795_255_200_123L,
                "a.localhost",
                "route",
                "release",
                "GET",
                target,
                200,
                5,
                1_024,
                1_234,
                "127.0.0.1:30000",
                "::1",
                "HTTP/1.1",
                false,
                requestId,
                "");
    }

    @Test
    void lineIsOneJsonObjectWithoutTheQuery() throws IOException {
        try (var log = new AccessLog(settings(false, 1_000_000, 1), clock)) {
            log.offer(access("/a\"\\\u0007é?token=secret", "id"));
        }

        assertThat(Files.readAllLines(dir.resolve("access.log")))
                .containsExactly(
                        "{\"at\":\"2026-11-21T10:00:00.123Z\",\"host\":\"a.localhost\",\"route\":\"route\",\"release\":\"release\","
                                + "\"method\":\"GET\",\"path\":\"/a\\\"\\\\\\u0007é\",\"status\":200,\"bytesIn\":5,\"bytesOut\":1024,"
                                + "\"ms\":1.234,\"upstream\":\"127.0.0.1:30000\",\"client\":\"::1\",\"protocol\":\"HTTP/1.1\","
                                + "\"tls\":false,\"requestId\":\"id\"}");
    }

    @Test
    void queryIsWrittenWhenAskedFor() throws IOException {
        try (var log = new AccessLog(settings(true, 1_000_000, 1), clock)) {
            log.offer(access("/a?b=c", "id"));
        }

        assertThat(Files.readString(dir.resolve("access.log"))).contains("\"query\":\"b=c\"");
    }

    @Test
    void fileIsChangedAtItsSizeAndTheOldestIsDropped() throws IOException {
        try (var log = new AccessLog(settings(false, 1_000, 2), clock)) {
            for (int i = 0; i < 5; i++) {
                int lines = i + 1;
                for (int j = 0; j < 3; j++) {
                    log.offer(access("/" + i, "id"));
                }
                await().until(() -> total() >= Math.min(lines, 3) * 3L);
            }
        }

        assertThat(Files.readString(dir.resolve("access.log"))).contains("\"/4\"");
        assertThat(Files.readString(dir.resolve("access.log.1"))).contains("\"/3\"");
        assertThat(Files.readString(dir.resolve("access.log.2"))).contains("\"/2\"");
        assertThat(dir.resolve("access.log.3")).doesNotExist();
    }

    private long total() throws IOException {
        long lines = 0;
        for (String name : List.of("access.log", "access.log.1", "access.log.2")) {
            Path file = dir.resolve(name);
            lines += Files.exists(file) ? Files.readAllLines(file).size() : 0;
        }
        return lines;
    }

    @Test
    void fileIsChangedAtItsAge() throws IOException {
        try (var log = new AccessLog(settings(false, 1_000_000, 1), clock)) {
            log.offer(access("/old", "id"));
            await().until(() -> Files.exists(dir.resolve("access.log")) && total() == 1);
            now = Instant.parse("2026-11-21T11:01:00Z");
            log.offer(access("/new", "id"));
        }

        assertThat(Files.readString(dir.resolve("access.log"))).contains("/new");
        assertThat(Files.readString(dir.resolve("access.log.1"))).contains("/old");
    }

    @Test
    void linesThatTheDiskRefusesAreCounted() throws IOException {
        Files.createDirectory(dir.resolve("access.log"));
        try (var log = new AccessLog(settings(false, 1_000_000, 1), clock)) {
            log.offer(access("/", "id"));
            await().until(() -> log.dropped() == 1);
        }
    }
}
