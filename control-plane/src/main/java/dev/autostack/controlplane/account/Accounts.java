package dev.autostack.controlplane.account;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Role;
import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accounts and their place in a team. */
@Singleton
final class Accounts {
    private final Database database;

    Accounts(Database database) {
        this.database = database;
    }

    /** {@code teamId} null: in no team, so nowhere to go. */
    record Login(UUID id, @Nullable UUID teamId, String passwordHash, boolean disabled) {
        boolean mayEnter() {
            return teamId != null && !disabled;
        }
    }

    Optional<Login> login(String normalEmail) {
        return database.sql(
                        "select a.id, a.password_hash, a.disabled_at is not null as disabled,"
                                + " (select m.team_id from membership m where m.account_id = a.id"
                                + " order by m.created_at limit 1) as team_id"
                                + " from account a where a.email = ?",
                        normalEmail)
                .first(row ->
                        new Login(
                                row.uuid("id"),
                                row.uuidOrNull("team_id"),
                                row.text("password_hash"),
                                row.flag("disabled")));
    }

    User user(Identity.Person person) {
        return database.sql(
                        "select a.email, a.name, t.name as team_name from account a, team t where a.id = ? and t.id = ?",
                        person.accountId(),
                        person.teamId())
                .one(row ->
                        new User(
                                person.accountId(),
                                row.text("email"),
                                row.text("name"),
                                new User.UserTeam(
                                        person.teamId(), row.text("team_name"), person.role()),
                                List.copyOf(person.permissions())));
    }

    boolean exists(String normalEmail) {
        return database.sql("select 1 from account where email = ?", normalEmail).exists();
    }

    UUID create(String normalEmail, String name, String passwordHash) {
        UUID id = UUID.randomUUID();
        database.sql(
                        "insert into account (id, email, name, password_hash) values (?, ?, ?, ?)",
                        id,
                        normalEmail,
                        name,
                        passwordHash)
                .update();
        return id;
    }

    void join(UUID account, UUID team, Role role) {
        database.sql(
                        "insert into membership (team_id, account_id, role) values (?, ?, ?)",
                        team,
                        account,
                        role)
                .update();
    }

    String passwordHash(UUID account) {
        return database.sql("select password_hash from account where id = ?", account)
                .one(row -> row.text("password_hash"));
    }

    void setPasswordHash(UUID account, String passwordHash) {
        database.sql("update account set password_hash = ? where id = ?", passwordHash, account)
                .update();
    }
}
