package dev.autostack.controlplane.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ChunkCodecTest {
    @Property
    void linesSurviveTheirEncoding(
            @ForAll List<String> texts,
            @ForAll long seed,
            @ForAll LogLevel level,
            @ForAll boolean continued) {
        List<LogLine> lines =
                texts.stream()
                        .map(text ->
                                new LogLine(
                                        Instant.EPOCH.plus(
                                                (seed ^ text.hashCode()) % (1L << 52),
                                                ChronoUnit.MICROS),
                                        level,
                                        encodable(text),
                                        continued))
                        .toList();

        assertThat(ChunkCodec.decode(ChunkCodec.encode(lines))).isEqualTo(lines);
    }

    private static String encodable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
