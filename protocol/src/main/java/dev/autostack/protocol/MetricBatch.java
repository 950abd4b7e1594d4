package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** Samples of a host's instances. */
@Serdeable
public record MetricBatch(List<MetricSample> samples) {
    public MetricBatch {
        samples = List.copyOf(samples);
    }
}
