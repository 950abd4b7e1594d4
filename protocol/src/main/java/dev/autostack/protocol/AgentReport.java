package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole observed state of a host. {@code appliedVersion} is the newest desired state the agent
 * has worked on.
 */
@Serdeable
public record AgentReport(
        long appliedVersion,
        Instant at,
        String agentVersion,
        String engineVersion,
        HostFacts host,
        List<ObservedInstance> instances,
        @Nullable Cause trouble) {
    public AgentReport {
        InvalidValue.requirePresent(agentVersion, "agentVersion");
        InvalidValue.requirePresent(engineVersion, "engineVersion");
        InvalidValue.requirePresent(host, "host");
        instances = List.copyOf(instances);
    }

    /** Without trouble. */
    public AgentReport(
            long appliedVersion,
            Instant at,
            String agentVersion,
            String engineVersion,
            HostFacts host,
            List<ObservedInstance> instances) {
        this(appliedVersion, at, agentVersion, engineVersion, host, instances, null);
    }
}
