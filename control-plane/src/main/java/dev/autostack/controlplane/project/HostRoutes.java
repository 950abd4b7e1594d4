package dev.autostack.controlplane.project;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.DatabaseException;
import dev.autostack.controlplane.db.Signals;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.protocol.HostName;
import jakarta.inject.Singleton;
import java.util.UUID;

/** The host names of environments: made and removed with them, in their transaction. */
@Singleton
final class HostRoutes {
    /** The topic on which the route table of a host is announced; see the package route. */
    private static final String TABLE_CHANGED = "route-table";

    private final Database database;
    private final Signals signals;

    HostRoutes(Database database, Signals signals) {
        this.database = database;
        this.signals = signals;
    }

    void add(UUID projectId, UUID environmentId, UUID hostId, HostName name) {
        try {
            database.sql(
                            "insert into route (id, project_id, environment_id, host_id, host_name) values (?, ?, ?, ?, ?)",
                            UUID.randomUUID(),
                            projectId,
                            environmentId,
                            hostId,
                            name.value())
                    .update();
        } catch (DatabaseException e) {
            if (e.violates("route_host_name")) {
                throw Refusal.conflict(
                        "host_name_taken",
                        "The host name " + name + " is in use.",
                        "Choose another name.");
            }
            throw e;
        }
        announce(hostId);
    }

    /** At once: nobody should reach what was deleted, and the name is free for others. */
    void removeOf(UUID environmentId) {
        database
                .sql("delete from route where environment_id = ? returning host_id", environmentId)
                .list(row -> row.uuid("host_id"))
                .stream()
                .distinct()
                .forEach(this::announce);
    }

    private void announce(UUID hostId) {
        database.sql("update host set route_version = route_version + 1 where id = ?", hostId)
                .update();
        signals.send(TABLE_CHANGED, hostId.toString());
    }
}
