package dev.autostack.controlplane.account;

import dev.autostack.controlplane.access.ApiKeys;
import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Sessions;
import dev.autostack.controlplane.access.Tokens;
import dev.autostack.controlplane.audit.Audit;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Row;
import dev.autostack.controlplane.http.Refusal;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person's keys for programs. The text of a key is shown once, when it is made. */
@Singleton
final class OwnKeys {
    static final int MAX_DAYS = 365;
    static final int MAX_KEYS = 100;

    private static final String SELECT =
            "select k.id, k.session_id, k.name, k.prefix, k.created_at, k.last_used_at, s.expires_at"
                    + " from api_key k join user_session s on s.id = k.session_id"
                    + " where s.account_id = ? and s.revoked_at is null and s.expires_at > now()";

    private final Database database;
    private final ApiKeys keys;
    private final Sessions sessions;
    private final OwnSessions ownSessions;
    private final Audit audit;

    OwnKeys(
            Database database,
            ApiKeys keys,
            Sessions sessions,
            OwnSessions ownSessions,
            Audit audit) {
        this.database = database;
        this.keys = keys;
        this.sessions = sessions;
        this.ownSessions = ownSessions;
        this.audit = audit;
    }

    List<KeyController.KeyView> list(Identity.Person person) {
        return database.sql(SELECT + " order by k.created_at desc, k.id", person.accountId())
                .list(OwnKeys::view);
    }

    KeyController.NewKey create(
            Identity.Person person, @Nullable String name, @Nullable Integer days) {
        ownSessions.requireInteractive(person);
        Map<String, String> reasons = new TreeMap<>();
        CredentialRules.checkName("name", name, reasons);
        if (days == null || days < 1 || days > MAX_DAYS) {
            reasons.put("expiresInDays", "A key lives 1 to " + MAX_DAYS + " days.");
        }
        if (name == null || days == null || !reasons.isEmpty()) {
            throw Refusal.invalid(reasons);
        }
        return database.inTransaction(() -> {
            // Two at once count each other.
            database.sql("select 1 from account where id = ? for update", person.accountId()).run();
            if (list(person).size() >= MAX_KEYS) {
                throw Refusal.conflict(
                        "too_many_keys",
                        "You have " + MAX_KEYS + " API keys already.",
                        "Revoke one that is no longer used.");
            }
            String text = keys.issue(person.accountId(), name.strip(), Duration.ofDays(days));
            KeyController.KeyView view =
                    database.sql(
                                    SELECT + " and k.key_hash = ?",
                                    person.accountId(),
                                    Tokens.hash(text))
                            .one(OwnKeys::view);
            audit.record(
                    person,
                    "api_key.create",
                    "api_key",
                    view.id(),
                    Map.of("name", view.name(), "days", days));
            return new KeyController.NewKey(
                    view.id(),
                    view.name(),
                    view.prefix(),
                    view.createdAt(),
                    view.expiresAt(),
                    text);
        });
    }

    void revoke(Identity.Person person, UUID id) {
        ownSessions.requireInteractive(person);
        database.doInTransaction(() -> {
            Map.Entry<UUID, String> key =
                    database.sql(SELECT + " and k.id = ?", person.accountId(), id)
                            .first(row -> Map.entry(row.uuid("session_id"), row.text("name")))
                            .orElseThrow(() -> Refusal.notFound("key"));
            sessions.revoke(key.getKey(), "key revoked by its person");
            audit.record(person, "api_key.revoke", "api_key", id, Map.of("name", key.getValue()));
        });
    }

    private static KeyController.KeyView view(Row row) throws SQLException {
        return new KeyController.KeyView(
                row.uuid("id"),
                row.text("name"),
                row.text("prefix"),
                row.instant("created_at"),
                row.instant("expires_at"),
                row.instantOrNull("last_used_at"));
    }
}
