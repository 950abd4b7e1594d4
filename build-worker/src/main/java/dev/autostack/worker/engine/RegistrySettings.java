package dev.autostack.worker.engine;

import com.github.dockerjava.api.model.InfoRegistryConfig;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an engine reaches registries: the host's engine knows mirrors and insecure ones from its
 * operator, and a dedicated engine does as it does.
 */
record RegistrySettings(List<String> mirrors, List<String> insecure, long cacheBytes) {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrySettings.class);

    RegistrySettings {
        mirrors = List.copyOf(mirrors);
        insecure = List.copyOf(insecure);
    }

    /**
     * @param cacheBytes what the build cache may keep between builds
     */
    static RegistrySettings like(EngineApi host, long cacheBytes) {
        try {
            InfoRegistryConfig registries = host.client().infoCmd().exec().getRegistryConfig();
            if (registries != null) {
                return new RegistrySettings(
                        texts(registries.getMirrors()),
                        texts(registries.getInsecureRegistryCIDRs()),
                        cacheBytes);
            }
        } catch (RuntimeException e) {
            LOG.info("the host's engine does not answer; builds use the defaults for registries");
        }
        return new RegistrySettings(List.of(), List.of(), cacheBytes);
    }

    private static List<String> texts(@Nullable Object list) {
        return list instanceof List<?> some
                ? some.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** dockerd's configuration file. */
    String configuration() {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put(
                "builder",
                Map.of("gc", Map.of("enabled", true, "defaultKeepStorage", cacheBytes + "B")));
        if (!mirrors.isEmpty()) {
            file.put("registry-mirrors", mirrors);
        }
        if (!insecure.isEmpty()) {
            file.put("insecure-registries", insecure);
        }
        try {
            return ObjectMapper.getDefault().writeValueAsString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
