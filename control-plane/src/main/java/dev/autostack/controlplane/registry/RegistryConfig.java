package dev.autostack.controlplane.registry;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import org.jspecify.annotations.Nullable;

/**
 * The OCI registry that images go to. {@code address} is host:port as workers and agents reach it;
 * {@code plainHttp} only for a registry on loopback or a private network. No user: anonymous.
 */
@ConfigurationProperties("autostack.registry")
public record RegistryConfig(
        @Bindable(defaultValue = "127.0.0.1:5000") String address,
        @Bindable(defaultValue = "true") boolean plainHttp,
        @Nullable String username,
        @Nullable String password) {
    @Override
    public String toString() {
        return "RegistryConfig[" + address + "]";
    }
}
