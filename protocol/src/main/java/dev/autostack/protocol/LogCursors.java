package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where the durable log of each instance of this agent ends. */
@Serdeable
public record LogCursors(List<LogCursor> cursors) {
    public LogCursors {
        cursors = List.copyOf(cursors);
    }

    /** {@code lastSeq} 0 and {@code cursor} null: nothing stored yet. */
    @Serdeable
    public record LogCursor(UUID sourceId, long lastSeq, @Nullable String cursor) {}
}
