package dev.autostack.agent.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message of {@code GET /events}. {@code timeNano} is the engine's clock. */
@Serdeable
public record EngineEvent(
        @JsonProperty("Type") String type,
        @JsonProperty("Action") String action,
        @JsonProperty("Actor") @Nullable Actor actor,
        long timeNano) {

    public String subject() {
        return actor == null ? "" : actor.id;
    }

    public Map<String, String> attributes() {
        return actor == null || actor.attributes == null ? Map.of() : actor.attributes;
    }

    /** What the event is about; a container's attributes hold its labels. */
    @Serdeable
    public record Actor(
            @JsonProperty("ID") String id,
            @JsonProperty("Attributes") @Nullable Map<String, String> attributes) {}
}
