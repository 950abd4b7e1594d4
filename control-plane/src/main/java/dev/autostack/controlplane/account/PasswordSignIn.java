package dev.autostack.controlplane.account;

import dev.autostack.controlplane.audit.Audit;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.Refusal;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Signing in with e-mail and password. */
@Singleton
final class PasswordSignIn {
    private final Database database;
    private final Accounts accounts;
    private final Passwords passwords;
    private final SignInLimits limits;
    private final SignIns signIns;
    private final Audit audit;

    PasswordSignIn(
            Database database,
            Accounts accounts,
            Passwords passwords,
            SignInLimits limits,
            SignIns signIns,
            Audit audit) {
        this.database = database;
        this.accounts = accounts;
        this.passwords = passwords;
        this.limits = limits;
        this.signIns = signIns;
        this.audit = audit;
    }

    /**
     * @throws Refusal 401 for every kind of wrong, so that it does not tell which accounts exist;
     *     429 after too many
     */
    SignIns.Granted signIn(
            @Nullable String email,
            @Nullable String password,
            @Nullable String userAgent,
            String address) {
        String normal = CredentialRules.normalEmail(email);
        String secret = requirePresent(normal, password);
        SignInLimits.Attempt attempt = limits.begin(normal, address);
        Optional<Accounts.Login> login = accounts.login(normal);
        Passwords.Verdict verdict =
                passwords.check(
                        CredentialRules.normalPassword(secret),
                        login.map(Accounts.Login::passwordHash).orElse(null));
        if (verdict == Passwords.Verdict.WRONG || login.isEmpty() || !login.get().mayEnter()) {
            login.ifPresent(account ->
                    audit.recordSystem(null, "session.refuse", "account", account.id(), Map.of()));
            throw wrong();
        }
        String better =
                verdict == Passwords.Verdict.RIGHT_BUT_OLD
                        ? passwords.hash(CredentialRules.normalPassword(secret))
                        : null;
        return database.inTransaction(() -> {
            limits.succeeded(attempt);
            if (better != null) {
                accounts.setPasswordHash(login.get().id(), better);
            }
            return signIns.begin(login.get().id(), userAgent, address);
        });
    }

    private static String requirePresent(String email, @Nullable String password) {
        Map<String, String> reasons = new TreeMap<>();
        if (email.isEmpty()) {
            reasons.put("email", "Enter your e-mail address.");
        }
        if (password == null || password.isEmpty() || password.length() > 1000) {
            reasons.put("password", "Enter your password.");
        }
        if (password == null || !reasons.isEmpty()) {
            throw Refusal.invalid(reasons);
        }
        return password;
    }

    private static Refusal wrong() {
        return new Refusal(
                HttpStatus.UNAUTHORIZED,
                "sign_in_failed",
                "The e-mail address or the password is wrong.",
                "Check both; small and capital letters of the password differ.",
                Map.of());
    }
}
