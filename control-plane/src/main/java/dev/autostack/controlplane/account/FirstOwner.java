package dev.autostack.controlplane.account;

import dev.autostack.controlplane.access.Role;
import dev.autostack.controlplane.audit.Audit;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.Refusal;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the first owner, once: of two at the same time one is refused. */
@Singleton
final class FirstOwner {
    private final Database database;
    private final SetupLink link;
    private final Accounts accounts;
    private final Passwords passwords;
    private final LocalOperator operator;
    private final SignIns signIns;
    private final Audit audit;

    FirstOwner(
            Database database,
            SetupLink link,
            Accounts accounts,
            Passwords passwords,
            LocalOperator operator,
            SignIns signIns,
            Audit audit) {
        this.database = database;
        this.link = link;
        this.accounts = accounts;
        this.passwords = passwords;
        this.operator = operator;
        this.signIns = signIns;
        this.audit = audit;
    }

    SignIns.Granted create(
            SetupController.SetupRequest setup, @Nullable String userAgent, String address) {
        String token = setup.token() == null ? "" : setup.token();
        requireOpen(token);
        String email = CredentialRules.normalEmail(setup.email());
        String name = check(setup, email);
        String hash =
                passwords.hash(
                        CredentialRules.normalPassword(
                                setup.password() == null ? "" : setup.password()));
        return database.inTransaction(() -> {
            // All other callers wait here, then find an owner.
            database.sql("lock table membership in share row exclusive mode").run();
            if (!link.needed()) {
                throw alreadySetUp();
            }
            if (!link.use(token)) {
                throw linkInvalid();
            }
            UUID team = operator.team();
            UUID account = accounts.create(email, name, hash);
            accounts.join(account, team, Role.OWNER);
            if (setup.teamName() != null && !setup.teamName().isBlank()) {
                database.sql(
                                "update team set name = ? where id = ?",
                                setup.teamName().strip(),
                                team)
                        .update();
            }
            SignIns.Granted granted = signIns.begin(account, userAgent, address);
            audit.record(
                    granted.person(), "account.set_up", "account", account, Map.of("email", email));
            return granted;
        });
    }

    /** Looks before a password is hashed, so that strangers cannot make work. */
    private void requireOpen(String token) {
        if (!link.needed()) {
            throw alreadySetUp();
        }
        if (!link.isGood(token)) {
            throw linkInvalid();
        }
    }

    private String check(SetupController.SetupRequest setup, String email) {
        Map<String, String> reasons = new TreeMap<>();
        CredentialRules.checkEmail(email, reasons);
        CredentialRules.checkName("name", setup.name(), reasons);
        CredentialRules.checkPassword(setup.password(), email, reasons);
        if (setup.teamName() != null && !setup.teamName().isBlank()) {
            CredentialRules.checkName("teamName", setup.teamName(), reasons);
        }
        if (!reasons.containsKey("email") && accounts.exists(email)) {
            reasons.put("email", "There is an account with this e-mail address.");
        }
        if (!reasons.isEmpty()) {
            throw Refusal.invalid(reasons);
        }
        return setup.name() == null ? "" : setup.name().strip();
    }

    private static Refusal alreadySetUp() {
        return Refusal.conflict(
                "already_set_up",
                "AutoStack is set up: its owner exists.",
                "Sign in, or ask the owner for an account.");
    }

    private static Refusal linkInvalid() {
        return new Refusal(
                HttpStatus.FORBIDDEN,
                "setup_link_invalid",
                "The set-up link is wrong, used, older than a day or replaced by a newer one.",
                "Start AutoStack again (bin/up); it prints a new link.",
                Map.of());
    }
}
