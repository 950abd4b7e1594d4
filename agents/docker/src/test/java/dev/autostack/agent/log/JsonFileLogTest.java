package dev.autostack.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autostack.agent.log.LogSource.Entry;
import dev.autostack.agent.log.LogSource.LogLost;
import dev.autostack.agent.log.LogSource.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFileLogTest {
    private static final Instant T0 = Instant.parse("2026-11-21T10:00:00.123456789Z");
    private static final Duration NO_WAIT = Duration.ZERO;

    @TempDir private Path folder;
    private final FileNews news = new FileNews();
    private int written;

    @AfterEach
    void close() {
        news.close();
    }

    @Test
    void entriesAreReadAsTheEngineWroteThem() throws Exception {
        Files.writeString(
                file(),
                """
                {"log":"plain\\n","stream":"stdout","time":"2026-11-21T10:00:00.1Z"}
                {"log":"quote \\" back \\\\ tab \\t \\u003ctag\\u003e \\u2028 ü ☃ 😀\\n","stream":"stderr","attrs":{"a":"}","b":[1,{"c":null}]},"time":"2026-11-21T10:00:01.123456789Z"}
                {"log":"a part","stream":"stdout","time":"2026-11-21T10:00:01Z"}
                """);
        try (var log = open(null)) {
            List<Entry> entries = log.read(NO_WAIT);

            assertThat(entries)
                    .extracting(Entry::text)
                    .containsExactly(
                            "plain", "quote \" back \\ tab \t <tag> \u2028 ü ☃ 😀", "a part");
            assertThat(entries).extracting(Entry::stderr).containsExactly(false, true, false);
            assertThat(entries).extracting(Entry::ends).containsExactly(true, true, false);
            assertThat(entries)
                    .extracting(Entry::at)
                    .containsExactly(
                            Instant.parse("2026-11-21T10:00:00.1Z"),
                            Instant.parse("2026-11-21T10:00:01.123456789Z"),
                            Instant.parse("2026-11-21T10:00:01Z"));
            assertThat(entries.getLast().after().offset()).isEqualTo(Files.size(file()));
        }
    }

    @Test
    void aHalfWrittenEntryIsReadWhenItIsWhole() throws Exception {
        Files.writeString(file(), line(0) + line(1).substring(0, 20));
        try (var log = open(null)) {
            assertThat(log.read(NO_WAIT)).hasSize(1);
            assertThat(log.read(NO_WAIT)).isEmpty();
            Files.writeString(file(), line(1).substring(20), StandardOpenOption.APPEND);
            assertThat(log.read(Duration.ofMinutes(1)))
                    .extracting(Entry::text)
                    .containsExactly("1");
        }
    }

    @Test
    void growthEndsAWait() throws Exception {
        append(1);
        try (var log = open(null)) {
            assertThat(log.read(NO_WAIT)).hasSize(1);
            Thread.ofVirtual().start(() -> append(1));
            assertThat(log.read(Duration.ofMinutes(1))).hasSize(1);
        }
    }

    @Test
    void rotationsAreFollowedWithoutLossOrRepetition() throws Exception {
        append(3);
        try (var log = open(null)) {
            var seen = new ArrayList<String>();
            read(log, seen);
            append(2);
            rotate();
            append(2);
            rotate();
            append(1);
            read(log, seen);
            rotate();
            read(log, seen);
            append(4);
            read(log, seen);
            assertThat(seen).isEqualTo(numbers(12));
        }
    }

    @Test
    void aPositionIsFoundAgainAfterRotations() throws Exception {
        append(3);
        Position position;
        try (var log = open(null)) {
            position = log.read(NO_WAIT).get(1).after();
        }
        rotate();
        append(2);
        try (var log = open(position)) {
            var seen = new ArrayList<String>();
            read(log, seen);
            assertThat(seen).containsExactly("2", "3", "4");
        }
    }

    @Test
    void whatWasRotatedAwayIsReportedAndReadingGoesOn() throws Exception {
        append(2);
        try (var log = open(null)) {
            assertThat(log.read(NO_WAIT)).hasSize(2);
            for (int i = 0; i < 4; i++) {
                append(1);
                rotate();
            }
            append(1);
            var seen = new ArrayList<String>();
            // The open file is read to its end; what came after it and is gone is the gap.
            assertThatThrownBy(() -> read(log, seen)).isInstanceOf(LogLost.class);
            read(log, seen);
            assertThat(seen).containsExactly("2", "4", "5", "6");
        }
    }

    @Test
    void aPositionThatIsGoneIsReported() throws Exception {
        append(2);
        try (var log = open(new Position("2020-01-01T00:00:00Z", 5))) {
            assertThatThrownBy(() -> log.read(NO_WAIT)).isInstanceOf(LogLost.class);
            assertThat(log.read(NO_WAIT)).hasSize(2);
        }
    }

    @Test
    void aRemovedContainerIsTheEndAndNoLoss() throws Exception {
        append(2);
        try (var log = open(null)) {
            assertThat(log.read(NO_WAIT)).hasSize(2);
            append(1);
            Files.delete(file());
            assertThat(log.read(NO_WAIT)).extracting(Entry::text).containsExactly("2");
            assertThat(log.read(NO_WAIT)).isEmpty();
        }
    }

    @Test
    void aTornLineIsSkipped() throws Exception {
        Files.writeString(file(), line(0) + "{\"log\":\"torn\n" + "\0\0\0\n" + line(1));
        try (var log = open(null)) {
            assertThat(log.read(NO_WAIT)).extracting(Entry::text).containsExactly("0", "1");
        }
    }

    @Test
    void aReaderKeepsUpWithAWriterThatRotatesAllTheTime() throws Exception {
        int count = 20_000;
        append(1);
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 1; i < count; i++) {
                                append(1);
                                if (i % 500 == 0) {
                                    rotateUnchecked();
                                    // Two files remain: the reader must be within them.
                                    awaitReader(i - 900);
                                }
                            }
                        });
        var seen = new ArrayList<String>();
        try (var log = open(null)) {
            while (seen.size() < count) {
                for (Entry entry : log.read(Duration.ofMinutes(1))) {
                    seen.add(entry.text());
                }
                read = seen.size();
            }
        }
        writer.join();
        assertThat(seen).isEqualTo(numbers(count));
    }

    private volatile int read;

    private void awaitReader(int least) {
        while (read < least) {
            Thread.onSpinWait();
        }
    }

    private JsonFileLog open(@Nullable Position from) throws IOException {
        return new JsonFileLog(file(), from, news);
    }

    private static void read(JsonFileLog log, List<String> seen) throws Exception {
        for (List<Entry> entries = log.read(NO_WAIT);
                !entries.isEmpty();
                entries = log.read(NO_WAIT)) {
            entries.forEach(entry -> seen.add(entry.text()));
        }
    }

    private Path file() {
        return folder.resolve("x-json.log");
    }

    private void append(int lines) {
        var text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append(line(written++));
        }
        try {
            Files.write(
                    file(),
                    text.toString().getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(int number) {
        return "{\"log\":\""
                + number
                + "\\n\",\"stream\":\"stdout\",\"time\":\""
                + T0.plusNanos(number)
                + "\"}\n";
    }

    /** As the engine does it with max-file=3. */
    private void rotate() throws IOException {
        Path second = folder.resolve("x-json.log.2");
        Path first = folder.resolve("x-json.log.1");
        if (Files.exists(first)) {
            Files.move(first, second, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(file(), first);
        Files.createFile(file());
    }

    private void rotateUnchecked() {
        try {
            rotate();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> numbers(int count) {
        var numbers = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            numbers.add(Integer.toString(i));
        }
        return numbers;
    }
}
