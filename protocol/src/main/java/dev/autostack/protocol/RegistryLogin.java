package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * How to pull from one registry (host:port). Null user: anonymous; {@code plainHttp} only for
 * loopback registries.
 */
@Serdeable
public record RegistryLogin(
        String registry, @Nullable String username, @Nullable String password, boolean plainHttp) {
    @Override
    public String toString() {
        return "RegistryLogin[" + registry + "]";
    }
}
