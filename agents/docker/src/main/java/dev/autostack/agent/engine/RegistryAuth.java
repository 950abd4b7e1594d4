package dev.autostack.agent.engine;

import org.jspecify.annotations.Nullable;

/** Who pulls from a registry; null user is anonymous. */
public record RegistryAuth(String registry, @Nullable String username, @Nullable String password) {
    @Override
    public String toString() {
        return "RegistryAuth[" + registry + "]";
    }
}
