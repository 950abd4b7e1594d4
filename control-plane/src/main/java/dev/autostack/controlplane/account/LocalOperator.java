package dev.autostack.controlplane.account;

import dev.autostack.controlplane.access.ApiKeys;
import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;

/**
 * The person who can read the data folder of this machine, acting through scripts. An account of
 * its own, which nobody can sign in to, so that the audit tells scripts and people apart.
 */
@Singleton
public final class LocalOperator {
    /** Below a top-level domain that never exists (RFC 2606): no mail, no sign-in. */
    public static final String EMAIL = "operator@autostack.invalid";

    private static final Duration KEY_LIFE = Duration.ofDays(90);

    private final Database database;
    private final ApiKeys keys;

    LocalOperator(Database database, ApiKeys keys) {
        this.database = database;
        this.keys = keys;
    }

    /**
     * A key for the operator, admin of the oldest team; makes team and account when there are none.
     */
    public String issueKey() {
        return database.inTransaction(
                () -> keys.issue(account(), "scripts on this machine", KEY_LIFE));
    }

    /** The oldest team, which the first owner will join; makes it when there is none. */
    public UUID team() {
        return database.inTransaction(() -> {
            database.sql("lock table team in share row exclusive mode").update();
            return database.sql("select id from team order by created_at, id limit 1")
                    .first(row -> row.uuid("id"))
                    .orElseGet(this::newTeam);
        });
    }

    private UUID newTeam() {
        UUID id = UUID.randomUUID();
        database.sql("insert into team (id, name) values (?, 'My team')", id).update();
        return id;
    }

    private UUID account() {
        UUID team = team();
        UUID account =
                database.sql("select id from account where email = ?", EMAIL)
                        .first(row -> row.uuid("id"))
                        .orElseGet(this::newAccount);
        database.sql(
                        "insert into membership (team_id, account_id, role) values (?, ?, 'ADMIN') on conflict do nothing",
                        team,
                        account)
                .update();
        return account;
    }

    private UUID newAccount() {
        UUID id = UUID.randomUUID();
        // No hash has this form, so no password matches it.
        database.sql(
                        "insert into account (id, email, name, password_hash) values (?, ?, 'Operator of this machine', '!')",
                        id,
                        EMAIL)
                .update();
        return id;
    }
}
