package dev.autostack.controlplane.http;

import io.micronaut.http.HttpStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that is refused for a reason its sender can act on. Thrown by controllers and by the
 * rules they call; becomes the error body of docs/errors.md. {@code code} is stable, {@code
 * message} a sentence, {@code hint} the next step, {@code details} maps field names to reasons.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;
    private final @Nullable String hint;
    private final transient Map<String, String> details;
    private final @Nullable Duration retryAfter;

    public Refusal(
            HttpStatus status,
            String code,
            String message,
            @Nullable String hint,
            Map<String, String> details) {
        this(status, code, message, hint, details, null);
    }

    private Refusal(
            HttpStatus status,
            String code,
            String message,
            @Nullable String hint,
            Map<String, String> details,
            @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.hint = hint;
        this.details = Map.copyOf(details);
        this.retryAfter = retryAfter;
    }

    public static Refusal notFound(String what) {
        return new Refusal(
                HttpStatus.NOT_FOUND,
                "not_found",
                "There is no such " + what + ".",
                "Check the address; it may have been deleted, or you may not have access to it.",
                Map.of());
    }

    public static Refusal conflict(String code, String message, String hint) {
        return new Refusal(HttpStatus.CONFLICT, code, message, hint, Map.of());
    }

    /** The same refusal with a {@code Retry-After} header. */
    public Refusal retryAfter(Duration wait) {
        return new Refusal(status, code, message(), hint, details, wait);
    }

    public static Refusal invalid(String field, String reason) {
        return new Refusal(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "invalid_request",
                "The request has a value that cannot be used: " + reason,
                "Correct the named field and send it again.",
                Map.of(field, reason));
    }

    /** Several fields at once: field name to reason. */
    public static Refusal invalid(Map<String, String> reasons) {
        return new Refusal(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "invalid_request",
                "The request has values that cannot be used: "
                        + String.join(" ", new TreeMap<>(reasons).values()),
                "Correct the named fields and send it again.",
                reasons);
    }

    public static Refusal notSignedIn() {
        return new Refusal(
                HttpStatus.UNAUTHORIZED,
                "sign_in_required",
                "This needs a signed-in person or a valid credential.",
                "Sign in, or renew the access token, and send it again.",
                Map.of());
    }

    public static Refusal forbidden(String code, String message, String hint) {
        return new Refusal(HttpStatus.FORBIDDEN, code, message, hint, Map.of());
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    public @Nullable String hint() {
        return hint;
    }

    public Map<String, String> details() {
        return details;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** The sentence; never null, unlike {@link #getMessage()} by its type. */
    public String message() {
        return Objects.requireNonNull(getMessage());
    }
}
