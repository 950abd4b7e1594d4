package dev.autostack.agent.link;

import io.micronaut.serde.annotation.Serdeable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who this agent is. Kept in {@code credential.json}, mode 0600. */
@Serdeable
public record Credential(UUID agentId, @Nullable UUID hostId, String secret) {
    @Override
    public String toString() {
        return "Credential[" + agentId + "]";
    }
}
