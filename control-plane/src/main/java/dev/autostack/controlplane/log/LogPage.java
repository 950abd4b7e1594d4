package dev.autostack.controlplane.log;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a stream. {@code next} is the {@code after} of the following part, null when this is the
 * end for now. {@code first} and {@code last} are the numbers of the lines kept, {@code last} is 0
 * while there are none; {@code closed} says that nothing follows any more.
 */
@Serdeable
record LogPage(List<StoredLine> lines, @Nullable Long next, long first, long last, boolean closed) {
    LogPage {
        lines = List.copyOf(lines);
    }
}
