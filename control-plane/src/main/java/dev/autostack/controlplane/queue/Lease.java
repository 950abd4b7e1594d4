package dev.autostack.controlplane.queue;

import dev.autostack.controlplane.db.Row;
import dev.autostack.protocol.LeaseKind;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A build that one worker holds until {@code leaseUntil}; writes need {@code fence}. */
public record Lease(
        UUID buildId,
        UUID teamId,
        @Nullable UUID projectId,
        @Nullable UUID deploymentId,
        LeaseKind kind,
        int attempt,
        long fence,
        Instant leaseUntil,
        Instant deadline) {

    static Lease read(Row row) throws SQLException {
        return new Lease(
                row.uuid("id"),
                row.uuid("team_id"),
                row.uuidOrNull("project_id"),
                row.uuidOrNull("deployment_id"),
                row.constant("kind", LeaseKind.class),
                row.integer("attempt"),
                row.number("fence"),
                row.instant("lease_until"),
                row.instant("deadline"));
    }
}
