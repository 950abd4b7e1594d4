package dev.autostack.controlplane.project;

import dev.autostack.controlplane.db.Row;
import dev.autostack.protocol.Cause;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A running copy as people see it. */
@Serdeable
@Schema(name = "Instance")
public record InstanceView(
        UUID id,
        UUID deploymentId,
        UUID releaseId,
        int ordinal,
        Goal goal,
        State state,
        int restarts,
        @Nullable Integer hostPort,
        @Nullable Cause cause,
        @Nullable Instant startedAt,
        @Nullable Instant healthyAt) {

    /** What the agent is told to do with it. */
    @Schema(name = "InstanceGoal")
    public enum Goal {
        RUN,
        DRAIN,
        REMOVE
    }

    /** What the agent saw last, and REMOVED once it is gone. */
    @Schema(name = "InstanceCondition")
    public enum State {
        PENDING,
        PULLING,
        STARTING,
        PROBING,
        HEALTHY,
        UNHEALTHY,
        BACKING_OFF,
        STOPPING,
        STOPPED,
        FAILED,
        REMOVED
    }

    /** The columns that {@link #read} needs; append where and order. */
    public static final String SELECT =
            """
            select id, deployment_id, release_id, environment_id, ordinal, goal, state, restarts, host_port,
                cause, started_at, healthy_at
            from instance
            """;

    public static InstanceView read(Row row) throws SQLException {
        return new InstanceView(
                row.uuid("id"),
                row.uuid("deployment_id"),
                row.uuid("release_id"),
                row.integer("ordinal"),
                row.constant("goal", Goal.class),
                row.constant("state", State.class),
                row.integer("restarts"),
                row.integerOrNull("host_port"),
                row.jsonOrNull("cause", Cause.class),
                row.instantOrNull("started_at"),
                row.instantOrNull("healthy_at"));
    }
}
