package dev.autostack.controlplane.access;

import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The rows that say whether a signed-in person still is one; asked on each request. */
@Singleton
public final class Sessions {
    private static final String VALID =
            " from user_session s join account a on a.id = s.account_id"
                    + " join membership m on m.account_id = a.id"
                    + " where s.revoked_at is null and s.expires_at > now() and a.disabled_at is null";

    private final Database database;

    Sessions(Database database) {
        this.database = database;
    }

    /** The person of a session that is neither revoked, expired nor of a disabled account. */
    public Optional<Identity.Person> person(UUID sessionId) {
        return database.sql(
                        "select s.account_id, m.team_id, m.role"
                                + VALID
                                + " and s.id = ? order by m.created_at limit 1",
                        sessionId)
                .first(row ->
                        new Identity.Person(
                                row.uuid("account_id"),
                                row.uuid("team_id"),
                                row.constant("role", Role.class),
                                sessionId));
    }

    /** Those of the sessions that are still good, in one question. */
    public Set<UUID> stillGood(Collection<UUID> sessions) {
        if (sessions.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(
                database.sql(
                                "select distinct s.id" + VALID + " and s.id = any (?::uuid[])",
                                sessions)
                        .list(row -> row.uuid("id")));
    }

    public void revoke(UUID sessionId, String reason) {
        database.sql(
                        "update user_session set revoked_at = now(), revoke_reason = ? where id = ? and revoked_at is null",
                        reason,
                        sessionId)
                .update();
    }
}
