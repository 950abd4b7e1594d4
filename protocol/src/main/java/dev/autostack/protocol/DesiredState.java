package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** Everything one host should run. {@code version} grows with each change. Ports are inclusive. */
@Serdeable
public record DesiredState(
        long version,
        int portFrom,
        int portTo,
        List<RegistryLogin> registries,
        List<DesiredInstance> instances) {
    public DesiredState {
        registries = List.copyOf(registries);
        instances = List.copyOf(instances);
    }
}
