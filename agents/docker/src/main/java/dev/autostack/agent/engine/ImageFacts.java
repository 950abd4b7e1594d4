package dev.autostack.agent.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of {@code GET /images/{name}/json} that the agent reads; architecture as Go names it.
 */
@Serdeable
public record ImageFacts(
        @JsonProperty("Architecture") String architecture,
        @JsonProperty("Config") @Nullable Config config) {

    /** The variables that the image brings, {@code NAME=value}. */
    public List<String> environment() {
        return config == null || config.environment == null ? List.of() : config.environment;
    }

    @Serdeable
    record Config(@JsonProperty("Env") @Nullable List<String> environment) {}
}
