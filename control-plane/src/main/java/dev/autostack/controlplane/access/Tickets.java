package dev.autostack.controlplane.access;

import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tickets for WebSockets: 30 seconds, one use, bound to a session, a subject (what may be watched)
 * and the origin of the page that asked.
 */
@Singleton
public final class Tickets {
    private final Database database;
    private final Sessions sessions;

    Tickets(Database database, Sessions sessions) {
        this.database = database;
        this.sessions = sessions;
    }

    public String issue(Identity.Person person, String subject, @Nullable String origin) {
        String ticket = Tokens.random("ast_");
        database.sql(
                        "insert into stream_ticket (token_hash, session_id, subject, origin, expires_at)"
                                + " values (?, ?, ?, ?, now() + interval '30 seconds')",
                        Tokens.hash(ticket),
                        person.sessionId(),
                        subject,
                        origin)
                .update();
        return ticket;
    }

    /** Uses the ticket up; empty when it is used, old, or of another subject or origin. */
    Optional<Identity.Person> redeem(String ticket, String subject, @Nullable String origin) {
        return database.sql(
                        "update stream_ticket set used_at = now() where token_hash = ? and used_at is null"
                                + " and expires_at > now() and subject = ?"
                                + " and origin is not distinct from ?::text returning session_id",
                        Tokens.hash(ticket),
                        subject,
                        origin)
                .first(row -> row.uuid("session_id"))
                .flatMap(this::person);
    }

    private Optional<Identity.Person> person(UUID session) {
        return sessions.person(session);
    }
}
