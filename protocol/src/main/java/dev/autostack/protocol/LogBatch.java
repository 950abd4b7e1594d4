package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of one source. For a build: {@code sourceId} is the build id, {@code fence} its fence and
 * seq restarts at 1 for each attempt. For an instance: its id, no fence.
 */
@Serdeable
public record LogBatch(UUID sourceId, @Nullable Long fence, List<LogChunk> chunks) {
    public LogBatch {
        chunks = List.copyOf(chunks);
    }
}
