package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive lines. {@code seq} counts from 1 for each source without holes: a chunk that was
 * already stored is ignored, a hole is refused. {@code cursor} is the source's own position after
 * these lines, kept with them.
 */
@Serdeable
public record LogChunk(
        long seq, @Nullable Stage stage, @Nullable String cursor, List<LogLine> lines) {
    public LogChunk {
        lines = List.copyOf(lines);
    }
}
