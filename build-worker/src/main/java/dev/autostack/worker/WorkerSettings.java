package dev.autostack.worker;

import dev.autostack.worker.source.SourceLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a {@link WorkerConfig} from environment variables; README.md lists them. */
public final class WorkerSettings {
    /** Handed on to git when the worker has them: certificates and proxies of the operator. */
    private static final List<String> FOR_GIT =
            List.of(
                    "SSL_CERT_FILE",
                    "SSL_CERT_DIR",
                    "GIT_SSL_CAINFO",
                    "https_proxy",
                    "HTTPS_PROXY",
                    "no_proxy",
                    "NO_PROXY");

    private final Map<String, String> variables;

    private WorkerSettings(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /**
     * @param variables like {@link System#getenv()}
     * @throws IllegalArgumentException when one is missing or wrong; the message names it
     */
    public static WorkerConfig read(Map<String, String> variables) {
        return new WorkerSettings(variables).config();
    }

    private WorkerConfig config() {
        WorkerConfig standard =
                WorkerConfig.standard(
                        URI.create(required("AUTOSTACK_CONTROL_PLANE")),
                        Path.of(text("AUTOSTACK_WORKER_DATA", "/var/lib/autostack/worker")),
                        text("AUTOSTACK_WORKER_NAME", hostName()));
        return standard.withSlots((int) number("AUTOSTACK_WORKER_SLOTS", standard.slots()))
                .withEnrolmentToken(token())
                .withSources(sources(standard.sources()))
                .withEngine(engine(standard.engine()))
                .withTiming(
                        standard.heartbeat(),
                        Duration.ofSeconds(
                                number(
                                        "AUTOSTACK_SHUTDOWN_GRACE_SECONDS",
                                        standard.shutdownGrace().toSeconds())));
    }

    private WorkerConfig.Sources sources(WorkerConfig.Sources standard) {
        SourceLimits limits =
                new SourceLimits(
                        number("AUTOSTACK_SOURCE_MAX_MB", standard.limits().maxBytes() >> 20) << 20,
                        (int) number("AUTOSTACK_SOURCE_MAX_FILES", standard.limits().maxFiles()),
                        Duration.ofSeconds(
                                number(
                                        "AUTOSTACK_SOURCE_TIMEOUT_SECONDS",
                                        standard.limits().time().toSeconds())));
        Map<String, String> forGit = new HashMap<>();
        for (String name : FOR_GIT) {
            String value = variables.get(name);
            if (value != null && !value.isEmpty()) {
                forGit.put(name, value);
            }
        }
        return new WorkerConfig.Sources(list("AUTOSTACK_ALLOWED_PRIVATE_HOSTS"), limits, forGit);
    }

    private WorkerConfig.Engine engine(WorkerConfig.Engine standard) {
        return new WorkerConfig.Engine(
                mode(),
                path("AUTOSTACK_DOCKER_SOCKET", standard.socket()),
                optionalPath("AUTOSTACK_DOCKER_CLI"),
                number("AUTOSTACK_ENGINE_DISK_MB", standard.diskBytes() >> 20) << 20,
                list("AUTOSTACK_BUILD_ALLOWED_NETWORKS"),
                optionalPath("AUTOSTACK_EXTRA_CA_FILE"));
    }

    private WorkerConfig.EngineMode mode() {
        String text = text("AUTOSTACK_BUILD_ENGINE", "auto").toUpperCase(Locale.ROOT);
        try {
            return WorkerConfig.EngineMode.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "AUTOSTACK_BUILD_ENGINE is auto, dedicated or shared.", e);
        }
    }

    private @Nullable String token() {
        Path file = optionalPath("AUTOSTACK_WORKER_TOKEN_FILE");
        if (file == null) {
            return variables.get("AUTOSTACK_WORKER_TOKEN");
        }
        try {
            return Files.exists(file) ? Files.readString(file).strip() : null;
        } catch (IOException e) {
            throw new UncheckedIOException("AUTOSTACK_WORKER_TOKEN_FILE cannot be read", e);
        }
    }

    private String required(String name) {
        String value = variables.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("Set " + name + ".");
        }
        return value;
    }

    private String text(String name, String otherwise) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? otherwise : value;
    }

    private long number(String name, long otherwise) {
        String value = variables.get(name);
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is a whole number.", e);
        }
    }

    private Path path(String name, Path otherwise) {
        Path path = optionalPath(name);
        return path == null ? otherwise : path;
    }

    private @Nullable Path optionalPath(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : Path.of(value).toAbsolutePath();
    }

    /** Separated by commas or spaces. */
    private Set<String> list(String name) {
        return Stream.of(text(name, "").split("[,\\s]+", -1))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.length() > 63 ? name.substring(0, 63) : name;
        } catch (UnknownHostException e) {
            return "worker";
        }
    }
}
