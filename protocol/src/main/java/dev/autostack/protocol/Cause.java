package dev.autostack.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why something failed. {@code code} stands in docs/errors.md; {@code message} is a sentence;
 * {@code hint} the next step; {@code stage} where; {@code lastLines} the end of the log that shows
 * it, redacted.
 *
 * @param tellingLine the line of {@code lastLines} that names the cause, from 1; null: none does,
 *     or it is not among them
 * @param logLine the number of the telling line. From a worker: among the lines of this attempt,
 *     from 1; from the control plane: in the deployment's log stream (of the build, or of the run
 *     time for a cause after it)
 */
@Serdeable
// An empty text is a value: the default leaves it out and it comes back as null.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Cause(
        String code,
        String message,
        String hint,
        @Nullable Stage stage,
        List<String> lastLines,
        @Nullable Integer tellingLine,
        @Nullable Long logLine) {
    public Cause {
        lastLines = List.copyOf(lastLines);
    }

    /** A cause that no line of a log tells. */
    public Cause(
            String code,
            String message,
            String hint,
            @Nullable Stage stage,
            List<String> lastLines) {
        this(code, message, hint, stage, lastLines, null, null);
    }

    public Cause withLogLine(@Nullable Long number) {
        return new Cause(code, message, hint, stage, lastLines, tellingLine, number);
    }
}
