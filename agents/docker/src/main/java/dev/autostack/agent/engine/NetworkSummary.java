package dev.autostack.agent.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row of {@code GET /networks}. */
@Serdeable
public record NetworkSummary(
        @JsonProperty("Id") String id,
        @JsonProperty("Name") String name,
        @JsonProperty("Labels") @Nullable Map<String, String> labels) {
    public Map<String, String> labelMap() {
        return labels == null ? Map.of() : labels;
    }
}
