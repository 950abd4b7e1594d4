package dev.autostack.agent.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One row of {@code GET /containers/json}. {@code state} as {@link ContainerState}. */
@Serdeable
public record ContainerSummary(
        @JsonProperty("Id") String id,
        @JsonProperty("Image") String image,
        @JsonProperty("State") String state,
        @JsonProperty("Labels") @Nullable Map<String, String> labels,
        @JsonProperty("NetworkSettings") @Nullable Networks networkSettings) {

    public ContainerSummary {
        labels = labels == null ? Map.of() : Map.copyOf(labels);
    }

    /** A copy that is never null. */
    public Map<String, String> labelMap() {
        return labels == null ? Map.of() : labels;
    }

    /** Network name to attachment. */
    public Map<String, Attachment> networks() {
        return networkSettings == null || networkSettings.byName == null
                ? Map.of()
                : networkSettings.byName;
    }

    /** The networks of a container by name. */
    @Serdeable
    public record Networks(@JsonProperty("Networks") @Nullable Map<String, Attachment> byName) {
        public Networks {
            byName = byName == null ? null : new TreeMap<>(byName);
        }
    }

    /** One attachment; {@code address} is empty while the container does not run. */
    @Serdeable
    public record Attachment(
            @JsonProperty("NetworkID") @Nullable String networkId,
            @JsonProperty("IPAddress") @Nullable String address) {}
}
