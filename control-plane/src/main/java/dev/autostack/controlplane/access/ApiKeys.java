package dev.autostack.controlplane.access;

import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Keys for programs that act for a person. A key belongs to a session of its own, so revoking the
 * session, disabling the account or the session's end ends the key too. The text is shown once; the
 * database keeps its hash.
 */
@Singleton
public final class ApiKeys {
    public static final String PREFIX = "ask_";

    private static final int SHOWN = 10;

    private final Database database;
    private final Sessions sessions;

    ApiKeys(Database database, Sessions sessions) {
        this.database = database;
        this.sessions = sessions;
    }

    static boolean looksLike(String token) {
        return token.startsWith(PREFIX);
    }

    Optional<Identity.Person> find(String token) {
        byte[] hash = Tokens.hash(token);
        Optional<Sessions.KeyHolder> holder = sessions.holder(hash);
        holder.filter(Sessions.KeyHolder::unnoted).ifPresent(found -> noteUse(hash));
        return holder.map(Sessions.KeyHolder::person);
    }

    private void noteUse(byte[] hash) {
        database.sql(
                        "update api_key set last_used_at = now() where key_hash = ?"
                                + " and (last_used_at is null or last_used_at < now() - interval '1 minute')",
                        hash)
                .update();
    }

    /** True while the key is good for anything. */
    public boolean isGood(String token) {
        return find(token).isPresent();
    }

    /**
     * A new key of the account, good for {@code life}; returns its text, which nobody can ask for
     * again.
     */
    public String issue(UUID accountId, String name, Duration life) {
        String token = Tokens.random(PREFIX);
        return database.inTransaction(() -> {
            UUID session = UUID.randomUUID();
            database.sql(
                            "insert into user_session (id, account_id, expires_at, user_agent)"
                                    + " values (?, ?, now() + ? * interval '1 second', 'API key')",
                            session,
                            accountId,
                            life.toSeconds())
                    .update();
            database.sql(
                            "insert into api_key (id, session_id, name, prefix, key_hash) values (?, ?, ?, ?, ?)",
                            UUID.randomUUID(),
                            session,
                            name,
                            token.substring(0, SHOWN),
                            Tokens.hash(token))
                    .update();
            return token;
        });
    }
}
