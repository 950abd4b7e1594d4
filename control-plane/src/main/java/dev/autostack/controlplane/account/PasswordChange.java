package dev.autostack.controlplane.account;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.audit.Audit;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.Refusal;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A person's own new password; all else that acts for them ends with the old one. */
@Singleton
final class PasswordChange {
    private final Database database;
    private final Accounts accounts;
    private final Passwords passwords;
    private final SignInLimits limits;
    private final OwnSessions ownSessions;
    private final Audit audit;

    PasswordChange(
            Database database,
            Accounts accounts,
            Passwords passwords,
            SignInLimits limits,
            OwnSessions ownSessions,
            Audit audit) {
        this.database = database;
        this.accounts = accounts;
        this.passwords = passwords;
        this.limits = limits;
        this.ownSessions = ownSessions;
        this.audit = audit;
    }

    void change(
            Identity.Person person,
            @Nullable String current,
            @Nullable String wanted,
            String address) {
        ownSessions.requireInteractive(person);
        String email = accounts.user(person).email();
        Map<String, String> reasons = new TreeMap<>();
        CredentialRules.checkPassword(wanted, email, reasons);
        if (!reasons.isEmpty()) {
            throw Refusal.invalid(reasons);
        }
        SignInLimits.Attempt attempt = limits.begin(email, address);
        Passwords.Verdict verdict =
                passwords.check(
                        CredentialRules.normalPassword(current == null ? "" : current),
                        accounts.passwordHash(person.accountId()));
        if (verdict == Passwords.Verdict.WRONG) {
            throw Refusal.invalid("currentPassword", "The current password is wrong.");
        }
        String hash = passwords.hash(CredentialRules.normalPassword(wanted == null ? "" : wanted));
        database.doInTransaction(() -> {
            limits.succeeded(attempt);
            accounts.setPasswordHash(person.accountId(), hash);
            ownSessions.endOthers(person, "password changed");
            audit.record(
                    person, "account.change_password", "account", person.accountId(), Map.of());
        });
    }
}
