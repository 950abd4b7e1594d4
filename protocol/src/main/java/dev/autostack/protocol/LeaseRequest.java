package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker's long poll for work. {@code waitMs} is how long the call may stay open, at most 25000.
 * {@code slots} is how many builds the worker runs at the same time; null: an older worker, which
 * does not say.
 */
@Serdeable
public record LeaseRequest(
        List<LeaseKind> kinds, int waitMs, String version, @Nullable Integer slots) {
    public LeaseRequest {
        kinds = List.copyOf(kinds);
    }

    /** Without the number of slots. */
    public LeaseRequest(List<LeaseKind> kinds, int waitMs, String version) {
        this(kinds, waitMs, version, null);
    }
}
