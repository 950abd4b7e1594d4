package dev.autostack.controlplane.metric;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.HostFacts;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
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
    @Schema(name = "HostView")
    record HostView(
            UUID id, String name, boolean shared, boolean online, int instances, int healthy) {}

    /** {@code slots}: builds at the same time; null before it has asked for work. */
    @Serdeable
    @Schema(name = "WorkerView")
    record WorkerView(
            UUID id,
            String name,
            String version,
            boolean shared,
            boolean online,
            @Nullable Instant lastSeenAt,
            @Nullable Integer slots,
            int running) {}

    /**
     * Behind by {@code desiredVersion - appliedVersion} changes. {@code trouble}: why it cannot
     * work on its host, as it says itself, and since when; null while it can.
     */
    @Serdeable
    @Schema(name = "AgentView")
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
            @Nullable HostFacts facts,
            @Nullable Cause trouble,
            @Nullable Instant troubleSince) {}

    /** {@code refused}: why the edge did not take the newest table; null: it did or will. */
    @Serdeable
    @Schema(name = "EdgeView")
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
