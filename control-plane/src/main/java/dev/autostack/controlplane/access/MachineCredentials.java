package dev.autostack.controlplane.access;

import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Finds the worker, agent or edge that a bearer text was given to at its enrolment. */
@Singleton
public final class MachineCredentials {
    public static final String WORKER_PREFIX = "asw_";
    public static final String AGENT_PREFIX = "asa_";
    public static final String EDGE_PREFIX = "ase_";

    private final Database database;

    MachineCredentials(Database database) {
        this.database = database;
    }

    static boolean looksLike(String token) {
        return token.startsWith(WORKER_PREFIX)
                || token.startsWith(AGENT_PREFIX)
                || token.startsWith(EDGE_PREFIX);
    }

    Optional<Identity> find(String token) {
        byte[] hash = Tokens.hash(token);
        if (token.startsWith(WORKER_PREFIX)) {
            return database.sql(
                            "select id, team_id from worker where credential_hash = ? and disabled_at is null",
                            hash)
                    .first(row -> new Identity.Worker(row.uuid("id"), row.uuidOrNull("team_id")));
        }
        if (token.startsWith(AGENT_PREFIX)) {
            return database.sql(
                            "select a.id, a.host_id from agent a join host h on h.id = a.host_id"
                                    + " where a.credential_hash = ? and a.disabled_at is null and h.deleted_at is null",
                            hash)
                    .first(row -> new Identity.Agent(row.uuid("id"), row.uuid("host_id")));
        }
        if (token.startsWith(EDGE_PREFIX)) {
            return database.sql(
                            "select e.id, e.host_id from edge e join host h on h.id = e.host_id"
                                    + " where e.credential_hash = ? and e.disabled_at is null and h.deleted_at is null",
                            hash)
                    .first(row -> new Identity.Edge(row.uuid("id"), row.uuid("host_id")));
        }
        return Optional.empty();
    }
}
