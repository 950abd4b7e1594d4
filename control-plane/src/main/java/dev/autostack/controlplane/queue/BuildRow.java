package dev.autostack.controlplane.queue;

import dev.autostack.controlplane.db.Row;
import dev.autostack.protocol.BuildOutcome;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A build as it stands. {@code outcome} is set when DONE, but for a build that was called off. */
public record BuildRow(
        UUID id,
        UUID teamId,
        State state,
        int attempt,
        @Nullable UUID workerId,
        boolean cancelRequested,
        @Nullable Instant leasedAt,
        @Nullable Instant deadline,
        @Nullable BuildOutcome outcome) {

    /** Where a build stands in the queue. */
    public enum State {
        QUEUED,
        LEASED,
        DONE
    }

    static BuildRow read(Row row) throws SQLException {
        return new BuildRow(
                row.uuid("id"),
                row.uuid("team_id"),
                row.constant("state", State.class),
                row.integer("attempt"),
                row.uuidOrNull("worker_id"),
                row.flag("cancel_requested"),
                row.instantOrNull("leased_at"),
                row.instantOrNull("deadline"),
                row.jsonOrNull("outcome", BuildOutcome.class));
    }
}
