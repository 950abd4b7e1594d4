package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;

/**
 * How to build. {@code variables} are plain build-time values; {@code secrets} reach the build only
 * as mounts. {@code cacheScope} separates caches: equal scope, shared cache.
 */
@Serdeable
public record BuildSpec(
        PlanOverrides overrides,
        Map<String, String> variables,
        List<BuildSecret> secrets,
        BuildLimits limits,
        String cacheScope) {
    public BuildSpec {
        variables = Map.copyOf(variables);
        secrets = List.copyOf(secrets);
    }
}
