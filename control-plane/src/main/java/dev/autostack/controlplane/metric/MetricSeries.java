package dev.autostack.controlplane.metric;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Samples of a deployment's instances; {@code stepSeconds} lie between two points. */
@Serdeable
record MetricSeries(Instant from, Instant to, long stepSeconds, List<Instance> series) {
    MetricSeries {
        series = List.copyOf(series);
    }

    /** Steps without a sample have no point. */
    @Serdeable
    record Instance(UUID instanceId, List<Point> points) {
        Instance {
            points = List.copyOf(points);
        }
    }

    /**
     * One step, beginning at {@code at}: the mean of {@code cpuPercent} (100 = one core), the
     * highest of the others. Network and disk are totals since the start of the container.
     */
    @Serdeable
    record Point(
            Instant at,
            double cpuPercent,
            long memoryBytes,
            long memoryLimitBytes,
            long networkInBytes,
            long networkOutBytes,
            long diskReadBytes,
            long diskWriteBytes,
            int pids) {}
}
