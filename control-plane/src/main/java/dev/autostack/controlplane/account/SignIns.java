package dev.autostack.controlplane.account;

import dev.autostack.controlplane.access.AccessTokens;
import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Sessions;
import dev.autostack.controlplane.access.Tokens;
import dev.autostack.controlplane.audit.Audit;
import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of people: begun by a sign-in, kept alive by refresh tokens that work once. A refresh
 * token that comes a second time was stolen, or its thief was quicker: the session ends for both.
 */
@Singleton
final class SignIns {
    /** However busy a session is, then the password is asked for again. */
    static final Duration LIFE = Duration.ofDays(30);

    /** A session that nobody uses ends earlier. */
    static final Duration IDLE = Duration.ofDays(7);

    private static final String REFRESH_PREFIX = "asr_";
    private static final int AGENT_MAX = 300;

    private final Database database;
    private final Sessions sessions;
    private final AccessTokens accessTokens;
    private final Audit audit;

    SignIns(Database database, Sessions sessions, AccessTokens accessTokens, Audit audit) {
        this.database = database;
        this.sessions = sessions;
        this.accessTokens = accessTokens;
        this.audit = audit;
    }

    /** What a client gets to act with. */
    record Granted(
            Identity.Person person, AccessTokens.Issued access, String refreshToken, String csrf) {}

    /** In the transaction of the caller. The account has a team. */
    Granted begin(UUID accountId, @Nullable String userAgent, String address) {
        UUID session = UUID.randomUUID();
        database.sql(
                        "insert into user_session (id, account_id, expires_at, user_agent, address)"
                                + " values (?, ?, now() + ? * interval '1 second', ?, ?)",
                        session,
                        accountId,
                        LIFE.toSeconds(),
                        userAgent == null
                                ? null
                                : userAgent.substring(0, Math.min(AGENT_MAX, userAgent.length())),
                        address)
                .update();
        Identity.Person person = sessions.person(session).orElseThrow();
        audit.record(person, "session.create", "account", accountId, Map.of());
        return grant(person);
    }

    /** The session that a refresh token was given to, used or not. */
    Optional<UUID> sessionOf(String refreshToken) {
        return database.sql(
                        "select session_id from refresh_token where token_hash = ?",
                        Tokens.hash(refreshToken))
                .first(row -> row.uuid("session_id"));
    }

    /** Uses the token up; empty when it, its session or its account is no longer good. */
    Optional<Granted> refresh(String refreshToken) {
        return database.inTransaction(() -> {
            Optional<UUID> session =
                    database.sql(
                                    "update refresh_token set used_at = now() where token_hash = ?"
                                            + " and used_at is null and expires_at > now() returning session_id",
                                    Tokens.hash(refreshToken))
                            .first(row -> row.uuid("session_id"));
            if (session.isEmpty()) {
                endIfReused(refreshToken);
                return Optional.empty();
            }
            return session.flatMap(sessions::person).map(this::grant);
        });
    }

    private void endIfReused(String refreshToken) {
        database.sql(
                        "select t.session_id, s.account_id from refresh_token t join user_session s on s.id = t.session_id"
                                + " where t.token_hash = ? and t.used_at is not null and s.revoked_at is null",
                        Tokens.hash(refreshToken))
                .first(row -> Map.entry(row.uuid("session_id"), row.uuid("account_id")))
                .ifPresent(found -> {
                    Identity actor =
                            sessions.person(found.getKey())
                                    .<Identity>map(person -> person)
                                    .orElseGet(Identity.Anonymous::new);
                    sessions.revoke(found.getKey(), "refresh token used twice");
                    audit.record(
                            actor,
                            "session.refresh_token_reused",
                            "account",
                            found.getValue(),
                            Map.of());
                });
    }

    void end(UUID session, String reason) {
        database.doInTransaction(() -> {
            Optional<Identity.Person> person = sessions.person(session);
            sessions.revoke(session, reason);
            person.ifPresent(each ->
                    audit.record(
                            each,
                            "session.end",
                            "account",
                            each.accountId(),
                            Map.of("reason", reason)));
        });
    }

    private Granted grant(Identity.Person person) {
        String refresh = Tokens.random(REFRESH_PREFIX);
        database.sql(
                        "insert into refresh_token (token_hash, session_id, expires_at)"
                                + " select ?, id, least(expires_at, now() + ? * interval '1 second')"
                                + " from user_session where id = ?",
                        Tokens.hash(refresh),
                        IDLE.toSeconds(),
                        person.sessionId())
                .update();
        String csrf = csrf(person.sessionId());
        return new Granted(
                person,
                accessTokens.issue(person.accountId(), person.sessionId(), csrf),
                refresh,
                csrf);
    }

    /**
     * Bound to the session, and the same for all its life: tabs that renew the session side by side
     * do not take each other's away. The id of a session is random and known to its person only.
     */
    static String csrf(UUID session) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Tokens.hash("csrf of session " + session));
    }
}
