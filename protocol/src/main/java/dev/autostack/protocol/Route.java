package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One host name. Weights are relative; all zero or no targets: the maintenance page. {@code
 * maintenance} not null: the page with that text, whatever the targets. {@code drainMs} bounds how
 * long requests to a target that left the table may go on.
 */
@Serdeable
public record Route(
        UUID routeId,
        UUID projectId,
        UUID environmentId,
        String host,
        List<Target> targets,
        @Nullable String maintenance,
        long drainMs) {
    public Route {
        targets = List.copyOf(targets);
    }

    /** The instances of one release and their share of new requests. */
    @Serdeable
    public record Target(UUID releaseId, String digest, int weight, List<Upstream> upstreams) {
        public Target {
            upstreams = List.copyOf(upstreams);
        }
    }

    /** One instance; {@code address} is a loopback or private IP address. */
    @Serdeable
    public record Upstream(UUID instanceId, String address, int port) {}
}
