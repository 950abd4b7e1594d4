package dev.autostack.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why something failed. {@code code} stands in docs/errors.md; {@code message} is a sentence;
 * {@code hint} the next step; {@code stage} where; {@code lastLines} the end of the log that shows
 * it, redacted.
 */
@Serdeable
// An empty text is a value: the default leaves it out and it comes back as null.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Cause(
        String code, String message, String hint, @Nullable Stage stage, List<String> lastLines) {
    public Cause {
        lastLines = List.copyOf(lastLines);
    }
}
