package dev.autostack.controlplane.metric;

import dev.autostack.protocol.HostFacts;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The machines that serve a team; shared ones included. {@code online}: heard of within 45 s, by
 * the database's clock, which {@code at} shows.
 */
@Serdeable
record Machines(
        Instant at,
        List<HostView> hosts,
        List<WorkerView> workers,
        List<AgentView> agents,
        List<EdgeView> edges) {
    Machines {
        hosts = List.copyOf(hosts);
        workers = List.copyOf(workers);
        agents = List.copyOf(agents);
        edges = List.copyOf(edges);
    }

    /** {@code online}: its agent and its edge are. {@code instances}: those that shall run. */
    @Serdeable
    record HostView(
            UUID id, String name, boolean shared, boolean online, int instances, int healthy) {}

    /** {@code slots} is not known before a worker has asked for work. */
    @Serdeable
    record WorkerView(
            UUID id,
            String name,
            String version,
            boolean shared,
            boolean online,
            @Nullable Instant lastSeenAt,
            @Nullable Integer slots,
            int running) {}

    /** Behind by {@code desiredVersion - appliedVersion} changes. */
    @Serdeable
    record AgentView(
            UUID id,
            UUID hostId,
            String hostName,
            String name,
            String version,
            @Nullable String engineVersion,
            boolean online,
            @Nullable Instant lastSeenAt,
            long desiredVersion,
            long appliedVersion,
            @Nullable HostFacts facts) {}

    /** {@code refused}: why the edge did not take the newest table; null: it did or will. */
    @Serdeable
    record EdgeView(
            UUID id,
            UUID hostId,
            String hostName,
            String name,
            String version,
            boolean online,
            @Nullable Instant lastSeenAt,
            long routeVersion,
            long appliedVersion,
            @Nullable String refused) {}
}
