package dev.autostack.controlplane.log;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.Refusal;
import io.micronaut.serde.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Opens readers of live streams for people who may see the deployment. */
@Singleton
final class LogReaders {
    private final Database database;
    private final LogStreams streams;
    private final LiveStreams hub;
    private final LogConfiguration configuration;
    private final @Nullable DeploymentSnapshot snapshot;
    private final ObjectMapper json;
    private final Clock clock;

    LogReaders(
            Database database,
            LogStreams streams,
            LiveStreams hub,
            LogConfiguration configuration,
            @Nullable DeploymentSnapshot snapshot,
            ObjectMapper json,
            Clock clock) {
        this.database = database;
        this.streams = streams;
        this.hub = hub;
        this.configuration = configuration;
        this.snapshot = snapshot;
        this.json = json;
        this.clock = clock;
    }

    /**
     * @throws Refusal 404 when the team has no such deployment
     */
    LogReader open(UUID teamId, UUID deploymentId, StreamKind kind, long after) {
        requireDeployment(teamId, deploymentId);
        return new LogReader(
                hub,
                streams,
                streams.of(deploymentId, kind),
                after,
                configuration.readerBacklog(),
                clock,
                () -> shown(teamId, deploymentId));
    }

    void requireDeployment(UUID teamId, UUID deploymentId) {
        boolean there =
                database.sql(
                                "select 1 from deployment where id = ? and team_id = ? and deleted_at is null",
                                deploymentId,
                                teamId)
                        .exists();
        if (!there) {
            throw Refusal.notFound("deployment");
        }
    }

    private Optional<String> shown(UUID teamId, UUID deploymentId) {
        return snapshot == null
                ? Optional.empty()
                : snapshot.of(deploymentId, teamId).map(this::text);
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
