package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to build. {@code variables} are plain build-time values; {@code secrets} reach the build only
 * as mounts. {@code cacheScope} separates caches: equal scope, shared cache. {@code contentSalt}
 * keys the digest of {@link ContentQuestion}, the same for all builds of a project; null: nothing
 * is asked. {@code withoutCache}: no layer and no image of an earlier build is used.
 */
@Serdeable
public record BuildSpec(
        PlanOverrides overrides,
        Map<String, String> variables,
        List<BuildSecret> secrets,
        BuildLimits limits,
        String cacheScope,
        @Nullable String contentSalt,
        boolean withoutCache) {
    public BuildSpec {
        variables = Map.copyOf(variables);
        secrets = List.copyOf(secrets);
    }

    /** A build that asks for no earlier image. */
    public BuildSpec(
            PlanOverrides overrides,
            Map<String, String> variables,
            List<BuildSecret> secrets,
            BuildLimits limits,
            String cacheScope) {
        this(overrides, variables, secrets, limits, cacheScope, null, false);
    }

    @Override
    public String toString() {
        return "BuildSpec[" + cacheScope + "]";
    }
}
