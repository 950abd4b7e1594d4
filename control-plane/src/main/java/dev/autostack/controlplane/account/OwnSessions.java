package dev.autostack.controlplane.account;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Sessions;
import dev.autostack.controlplane.audit.Audit;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.Refusal;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Where a person is signed in. API keys have sessions, too, but are listed as keys. */
@Singleton
final class OwnSessions {
    private static final String GOOD =
            " s.account_id = ? and s.revoked_at is null and s.expires_at > now() and not exists"
                    + " (select 1 from api_key k where k.session_id = s.id)";

    private final Database database;
    private final Sessions sessions;
    private final Audit audit;

    OwnSessions(Database database, Sessions sessions, Audit audit) {
        this.database = database;
        this.sessions = sessions;
        this.audit = audit;
    }

    List<UserController.SessionView> list(Identity.Person person) {
        return database.sql(
                        "select s.id, s.created_at, s.user_agent, s.address, t.last_seen_at, t.ends_at"
                                + " from user_session s join lateral (select max(created_at) as last_seen_at,"
                                + " max(expires_at) as ends_at from refresh_token where session_id = s.id) t"
                                + " on t.ends_at > now() where"
                                + GOOD
                                + " order by t.last_seen_at desc, s.id limit 200",
                        person.accountId())
                .list(row ->
                        new UserController.SessionView(
                                row.uuid("id"),
                                row.uuid("id").equals(person.sessionId()),
                                row.instant("created_at"),
                                row.instant("last_seen_at"),
                                row.instant("ends_at"),
                                row.textOrNull("user_agent"),
                                row.textOrNull("address")));
    }

    void end(Identity.Person person, UUID id) {
        requireInteractive(person);
        database.doInTransaction(() -> {
            boolean own =
                    database.sql(
                                    "select 1 from user_session s where s.id = ? and" + GOOD,
                                    id,
                                    person.accountId())
                            .exists();
            if (!own) {
                throw Refusal.notFound("session");
            }
            sessions.revoke(id, "ended by its person");
            audit.record(
                    person,
                    "session.end",
                    "account",
                    person.accountId(),
                    Map.of("reason", "ended by its person"));
        });
    }

    /** Ends everything that acts for the person but this one session. */
    void endOthers(Identity.Person person, String reason) {
        database.sql(
                        "update user_session set revoked_at = now(), revoke_reason = ?"
                                + " where account_id = ? and id <> ? and revoked_at is null",
                        reason,
                        person.accountId(),
                        person.sessionId())
                .update();
    }

    /** A stolen key must not make itself new keys, end sessions or change passwords. */
    void requireInteractive(Identity.Person person) {
        boolean key =
                database.sql("select 1 from api_key where session_id = ?", person.sessionId())
                        .exists();
        if (key) {
            throw Refusal.forbidden(
                    "sign_in_needed",
                    "An API key cannot do this.",
                    "Sign in with e-mail and password for it.");
        }
    }
}
