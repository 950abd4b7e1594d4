package dev.autostack.controlplane.secret;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The whole set: what is not named is removed. */
@Serdeable
record VariableReplacement(List<VariableInput> variables) {
    VariableReplacement {
        variables = List.copyOf(variables);
    }

    /**
     * {@code value} null keeps the stored value of a secret. Unless said otherwise a variable is a
     * secret and not known to builds.
     */
    @Serdeable
    @Schema(name = "VariableInput")
    record VariableInput(
            String name,
            @Nullable String value,
            @Nullable Boolean secret,
            @Nullable Boolean buildTime) {

        boolean isSecret() {
            return !Boolean.FALSE.equals(secret);
        }

        boolean isBuildTime() {
            return Boolean.TRUE.equals(buildTime);
        }

        @Override
        public String toString() {
            return "VariableInput[" + name + "]";
        }
    }
}
