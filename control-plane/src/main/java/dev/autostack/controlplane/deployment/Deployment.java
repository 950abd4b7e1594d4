package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.db.Row;
import dev.autostack.protocol.Cause;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One attempt to bring a release live, as its row says. */
record Deployment(
        UUID id,
        UUID teamId,
        UUID projectId,
        UUID environmentId,
        int number,
        long generation,
        DeploymentKind kind,
        Trigger trigger,
        DeploymentState state,
        @Nullable String ref,
        @Nullable String commit,
        @Nullable UUID releaseId,
        @Nullable UUID sourceId,
        @Nullable Integer wantedInstances,
        @Nullable Long routeVersion,
        boolean cancelRequested,
        @Nullable String waitingFor,
        Instant createdAt,
        @Nullable Instant watchUntil) {

    static Deployment read(Row row) throws SQLException {
        return new Deployment(
                row.uuid("id"),
                row.uuid("team_id"),
                row.uuid("project_id"),
                row.uuid("environment_id"),
                row.integer("number"),
                row.number("generation"),
                row.constant("kind", DeploymentKind.class),
                row.constant("trigger_kind", Trigger.class),
                state(row),
                row.textOrNull("git_ref"),
                row.textOrNull("commit_sha"),
                row.uuidOrNull("release_id"),
                row.uuidOrNull("source_deployment_id"),
                row.integerOrNull("wanted_instances"),
                row.numberOrNull("route_version"),
                row.instantOrNull("cancel_requested_at") != null,
                row.textOrNull("waiting_for"),
                row.instant("created_at"),
                row.instantOrNull("watch_until"));
    }

    private static DeploymentState state(Row row) throws SQLException {
        return switch (row.constant("state", DeploymentState.Name.class)) {
            case QUEUED -> new DeploymentState.Queued(row.instant("deadline"));
            case BUILDING -> new DeploymentState.Building(row.instant("deadline"));
            case RELEASING -> new DeploymentState.Releasing(row.instant("deadline"));
            case VERIFYING -> new DeploymentState.Verifying(row.instant("deadline"));
            case LIVE -> new DeploymentState.Live();
            case RETIRED -> new DeploymentState.Retired();
            case FAILED -> new DeploymentState.Failed(row.json("cause", Cause.class));
            case CANCELLED -> new DeploymentState.Cancelled();
            case SUPERSEDED -> new DeploymentState.Superseded();
        };
    }

    boolean unfinished() {
        return state instanceof DeploymentState.Unfinished;
    }

    /** The release of a deployment that got that far. */
    UUID release() {
        return Objects.requireNonNull(releaseId, "deployment has no release yet");
    }
}
