package dev.autostack.controlplane.access;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Row;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The rows that say whether a signed-in person still is one; asked on each request. */
@Singleton
public final class Sessions {
    private static final String OWNER =
            " join account a on a.id = s.account_id join membership m on m.account_id = a.id"
                    + " where s.revoked_at is null and s.expires_at > now() and a.disabled_at is null";
    private static final String VALID = " from user_session s" + OWNER;
    private static final String PERSON =
            "select s.id as session_id, s.account_id, m.team_id, m.role";

    private final Database database;

    Sessions(Database database) {
        this.database = database;
    }

    /** The person of a session that is neither revoked, expired nor of a disabled account. */
    public Optional<Identity.Person> person(UUID sessionId) {
        return database.sql(
                        PERSON + VALID + " and s.id = ? order by m.created_at limit 1", sessionId)
                .first(Sessions::read);
    }

    /** The person for whom the API key with this hash acts, in one question. */
    Optional<KeyHolder> holder(byte[] keyHash) {
        return database.sql(
                        PERSON
                                + ", k.last_used_at is null or k.last_used_at < now() - interval '1 minute' as unnoted"
                                + " from api_key k join user_session s on s.id = k.session_id"
                                + OWNER
                                + " and k.key_hash = ? order by m.created_at limit 1",
                        keyHash)
                .first(row -> new KeyHolder(read(row), row.flag("unnoted")));
    }

    private static Identity.Person read(Row row) throws SQLException {
        return new Identity.Person(
                row.uuid("account_id"),
                row.uuid("team_id"),
                row.constant("role", Role.class),
                row.uuid("session_id"));
    }

    /**
     * @param unnoted the key's last use was noted more than a minute ago, or never
     */
    record KeyHolder(Identity.Person person, boolean unnoted) {}

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
