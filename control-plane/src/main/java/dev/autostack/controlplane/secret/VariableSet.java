package dev.autostack.controlplane.secret;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variables of an environment by name. {@code revision} stands in the ETag. */
@Serdeable
record VariableSet(long revision, List<Variable> variables) {
    VariableSet {
        variables = List.copyOf(variables);
    }

    /**
     * {@code value} is null for secrets, always, and for a plain one whose stored value is damaged.
     */
    @Serdeable
    @Schema(name = "Variable")
    record Variable(
            String name,
            boolean secret,
            boolean buildTime,
            @Nullable String value,
            Instant updatedAt) {}
}
