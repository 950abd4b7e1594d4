package dev.autostack.controlplane.http;

import io.micronaut.http.HttpStatus;
import java.util.Map;
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

    public Refusal(
            HttpStatus status,
            String code,
            String message,
            @Nullable String hint,
            Map<String, String> details) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.hint = hint;
        this.details = Map.copyOf(details);
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

    public static Refusal invalid(String field, String reason) {
        return new Refusal(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "invalid_request",
                "The request has a value that cannot be used: " + reason,
                "Correct the named field and send it again.",
                Map.of(field, reason));
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
}
