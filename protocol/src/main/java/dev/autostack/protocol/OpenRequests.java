package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.UUID;

/** How many requests and streams an instance still has to end; never 0. */
@Serdeable
public record OpenRequests(UUID instanceId, int open) {
    public OpenRequests {
        InvalidValue.requirePresent(instanceId, "instanceId");
    }
}
