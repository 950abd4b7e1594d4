package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/**
 * A worker's long poll for work. {@code waitMs} is how long the call may stay open, at most 25000.
 */
@Serdeable
public record LeaseRequest(List<LeaseKind> kinds, int waitMs, String version) {
    public LeaseRequest {
        kinds = List.copyOf(kinds);
    }
}
