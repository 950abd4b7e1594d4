package dev.autostack.controlplane.account;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.Refusal;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How often a password may be tried: counted in the database by e-mail and by the true address of
 * the sender, so neither a restart nor a header makes room. An attempt counts as failed before its
 * password is looked at; thus attempts at the same time cannot slip through together.
 */
@Singleton
final class SignInLimits {
    static final Duration WINDOW = Duration.ofMinutes(15);
    static final int PER_EMAIL_AND_ADDRESS = 10;
    // Higher, so that a stranger elsewhere does not lock a person out with a handful of guesses.
    static final int PER_EMAIL = 30;
    static final int PER_ADDRESS = 60;

    private static final int EMAIL_MAX = 254;

    private final Database database;

    SignInLimits(Database database) {
        this.database = database;
    }

    /** An attempt that was let through. */
    record Attempt(String email, String address) {}

    /**
     * Counts one more attempt.
     *
     * @throws Refusal 429 with the time until the next one is allowed
     */
    Attempt begin(String email, String address) {
        Attempt attempt =
                new Attempt(email.substring(0, Math.min(EMAIL_MAX, email.length())), address);
        long waitSeconds = database.inTransaction(() -> admit(attempt));
        if (waitSeconds > 0) {
            throw new Refusal(
                            HttpStatus.TOO_MANY_REQUESTS,
                            "too_many_attempts",
                            "Too many sign-ins failed; this one was not looked at.",
                            "Wait " + words(waitSeconds) + ", then try again.",
                            Map.of())
                    .retryAfter(Duration.ofSeconds(waitSeconds));
        }
        return attempt;
    }

    /** The attempt was right: what failed before it from the same place is forgiven. */
    void succeeded(Attempt attempt) {
        database.sql(
                        "delete from sign_in_failure where email = ? and address = ?",
                        attempt.email(),
                        attempt.address())
                .update();
    }

    /** Seconds to wait; 0: admitted and counted. */
    private long admit(Attempt attempt) {
        // In the order of their texts, so that two attempts never wait for each other.
        List.of("email " + attempt.email(), "address " + attempt.address()).stream()
                .sorted()
                .forEach(name ->
                        database.sql("select pg_advisory_xact_lock(hashtextextended(?, 7))", name)
                                .run());
        long wait =
                Math.max(
                        wait(
                                "email = ? and address = ?",
                                PER_EMAIL_AND_ADDRESS,
                                attempt.email(),
                                attempt.address()),
                        Math.max(
                                wait("email = ?", PER_EMAIL, attempt.email()),
                                wait("address = ?", PER_ADDRESS, attempt.address())));
        if (wait == 0) {
            database.sql(
                            "insert into sign_in_failure (email, address) values (?, ?)",
                            attempt.email(),
                            attempt.address())
                    .update();
        }
        return wait;
    }

    /** Until the oldest of the newest {@code limit} failures leaves the window. */
    private long wait(String whose, int limit, Object... values) {
        Object[] all = new Object[values.length + 3];
        all[0] = WINDOW.toSeconds();
        System.arraycopy(values, 0, all, 1, values.length);
        all[values.length + 1] = WINDOW.toSeconds();
        all[values.length + 2] = limit - 1;
        return database.sql(
                        "select greatest(1, ceil(extract(epoch from at + ? * interval '1 second' - now())))::bigint as wait"
                                + " from sign_in_failure where "
                                + whose
                                + " and at > now() - ? * interval '1 second' order by at desc offset ? limit 1",
                        all)
                .first(row -> row.number("wait"))
                .orElse(0L);
    }

    private static String words(long seconds) {
        return seconds < 90 ? seconds + " seconds" : (seconds + 59) / 60 + " minutes";
    }
}
