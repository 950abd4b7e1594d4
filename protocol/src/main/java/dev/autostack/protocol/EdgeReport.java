package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code startId} changes when the edge restarts: counters then begin at zero. {@code refused} says
 * why the newest table was not applied.
 */
@Serdeable
public record EdgeReport(
        UUID startId,
        long appliedVersion,
        Instant at,
        String edgeVersion,
        @Nullable String refused,
        List<RouteCounters> counters) {
    public EdgeReport {
        InvalidValue.requirePresent(startId, "startId");
        InvalidValue.requirePresent(edgeVersion, "edgeVersion");
        counters = List.copyOf(counters);
    }
}
