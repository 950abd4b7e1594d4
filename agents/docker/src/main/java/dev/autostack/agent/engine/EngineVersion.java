package dev.autostack.agent.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;

/**
 * What {@code GET /version} tells; the API version is {@code major.minor}, the architecture as Go
 * names it.
 */
@Serdeable
public record EngineVersion(
        @JsonProperty("Version") String version,
        @JsonProperty("ApiVersion") String apiVersion,
        @JsonProperty("Arch") String architecture) {
    /** The newest API this agent was tried with. */
    private static final int NEWEST_MINOR = 47;

    /** The version to ask for: what both sides know. */
    String negotiated() {
        String[] parts = apiVersion.split("\\.", 2);
        if (parts.length == 2 && parts[0].equals("1")) {
            return "1." + Math.min(NEWEST_MINOR, Integer.parseInt(parts[1]));
        }
        return apiVersion;
    }
}
