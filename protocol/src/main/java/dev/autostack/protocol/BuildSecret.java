package dev.autostack.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;

/**
 * A secret for the build: mounted as {@code /run/secrets/<name>} and, where the stack needs it, an
 * environment variable of single steps; never an argument or a layer.
 */
@Serdeable
// An empty text is a value: the default leaves it out and it comes back as null.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BuildSecret(String name, String value) {
    @Override
    public String toString() {
        return "BuildSecret[name=" + name + "]";
    }
}
