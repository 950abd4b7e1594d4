package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of each refused request: {@code {"error": {...}}}. */
@Serdeable
public record ErrorBody(Problem error) {
    /** {@code code} stands in docs/errors.md; {@code details} names fields and reasons. */
    @Serdeable
    public record Problem(
            String code,
            String message,
            @Nullable String hint,
            Map<String, String> details,
            @Nullable String requestId) {
        public Problem {
            details = Map.copyOf(details);
        }
    }
}
