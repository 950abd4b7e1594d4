package dev.autostack.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code startId} changes when the edge restarts: counters then begin at zero. {@code refused} says
 * why the newest table was not applied. {@code counters} are those that changed since the last
 * report that arrived; the others stand as they were told. {@code leaving} are the instances that
 * are in the applied table no more and still serve; null from an edge that cannot tell.
 */
@Serdeable
// No instance is leaving: an empty list says it, and the default would leave it out.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EdgeReport(
        UUID startId,
        long appliedVersion,
        Instant at,
        String edgeVersion,
        @Nullable String refused,
        List<RouteCounters> counters,
        @Nullable List<OpenRequests> leaving) {
    public EdgeReport {
        InvalidValue.requirePresent(startId, "startId");
        InvalidValue.requirePresent(edgeVersion, "edgeVersion");
        counters = List.copyOf(counters);
        leaving = leaving == null ? null : List.copyOf(leaving);
    }
}
