package dev.autostack.controlplane.account;

import com.password4j.Argon2Function;
import com.password4j.BadParametersException;
import com.password4j.BcryptFunction;
import com.password4j.types.Argon2;
import dev.autostack.controlplane.http.Refusal;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of passwords: Argon2id with 19 MiB, two passes and one lane, the first choice of the OWASP
 * password storage cheat sheet. Bcrypt hashes, which other systems bring along, are checked and
 * then replaced. Each check takes as long as a real one, also for an account that does not exist.
 */
@Singleton
final class Passwords {
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Argon2Function argon2 =
            Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);
    private final String nobody = argon2.hash("nobody has this password").getResult();
    // One hash needs 19 MiB and a core: more at once only makes each of them slower.
    private final Semaphore slots =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);

    /** What a stored hash says of a password. */
    enum Verdict {
        WRONG,
        RIGHT,
        /** Right, but the hash is of an older kind and should be replaced. */
        RIGHT_BUT_OLD
    }

    String hash(String password) {
        return withSlot(() -> argon2.hash(password).getResult());
    }

    /** {@code stored} null: there is no such account. Text that is no hash matches nothing. */
    Verdict check(String password, @Nullable String stored) {
        return withSlot(() -> {
            if (stored != null && stored.startsWith("$argon2")) {
                return checkArgon2(password, stored);
            }
            if (stored != null && stored.startsWith("$2")) {
                return checkBcrypt(password, stored);
            }
            boolean _ = argon2.check(password, nobody);
            return Verdict.WRONG;
        });
    }

    private Verdict checkArgon2(String password, String stored) {
        try {
            Argon2Function made = Argon2Function.getInstanceFromHash(stored);
            if (!made.check(password, stored)) {
                return Verdict.WRONG;
            }
            boolean current =
                    made.getVariant() == Argon2.ID
                            && made.getMemory() == MEMORY_KIB
                            && made.getIterations() == PASSES
                            && made.getParallelism() == LANES;
            return current ? Verdict.RIGHT : Verdict.RIGHT_BUT_OLD;
        } catch (BadParametersException e) {
            return Verdict.WRONG;
        }
    }

    private static Verdict checkBcrypt(String password, String stored) {
        try {
            return BcryptFunction.getInstanceFromHash(stored).check(password, stored)
                    ? Verdict.RIGHT_BUT_OLD
                    : Verdict.WRONG;
        } catch (BadParametersException e) {
            return Verdict.WRONG;
        }
    }

    private <T> T withSlot(Supplier<T> work) {
        boolean admitted = false;
        try {
            admitted = slots.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!admitted) {
                throw busy();
            }
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        } finally {
            if (admitted) {
                slots.release();
            }
        }
    }

    private static Refusal busy() {
        return new Refusal(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "sign_in_busy",
                        "Too many sign-ins are under way.",
                        "Try again in a few seconds.",
                        Map.of())
                .retryAfter(Duration.ofSeconds(5));
    }
}
