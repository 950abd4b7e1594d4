package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/**
 * A secret for the build: mounted as {@code /run/secrets/<name>} and, where the stack needs it, an
 * environment variable of single steps; never an argument or a layer.
 */
@Serdeable
public record BuildSecret(String name, String value) {
    @Override
    public String toString() {
        return "BuildSecret[name=" + name + "]";
    }
}
