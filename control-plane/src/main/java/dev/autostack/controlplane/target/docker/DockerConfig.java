package dev.autostack.controlplane.target.docker;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import java.net.URI;
import java.util.Map;
import java.util.UUID;

/**
 * {@code entrance} is where the edge of a host is asked when a deployment is verified; {@code
 * entrances} overrides it by host id.
 */
@ConfigurationProperties("autostack.edge")
record DockerConfig(
        @Bindable(defaultValue = "http://127.0.0.1:8480") URI entrance,
        @MapFormat(keyFormat = io.micronaut.core.naming.conventions.StringConvention.RAW)
                Map<String, URI> entrances) {

    URI entrance(UUID host) {
        return entrances.getOrDefault(host.toString(), entrance);
    }
}
