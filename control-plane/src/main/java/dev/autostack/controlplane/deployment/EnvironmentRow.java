package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.db.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An environment while its row is locked. {@code now} is the database's clock. */
record EnvironmentRow(
        UUID id,
        UUID projectId,
        UUID teamId,
        UUID hostId,
        String name,
        String projectName,
        @Nullable String branch,
        long generation,
        int wantedInstances,
        boolean stopped,
        boolean deleted,
        Instant now) {

    static EnvironmentRow read(Row row) throws SQLException {
        return new EnvironmentRow(
                row.uuid("id"),
                row.uuid("project_id"),
                row.uuid("team_id"),
                row.uuid("host_id"),
                row.text("name"),
                row.text("project_name"),
                row.textOrNull("branch"),
                row.number("generation"),
                row.integer("wanted_instances"),
                row.flag("stopped"),
                row.flag("deleted"),
                row.instant("now"));
    }
}
