package dev.autostack.edge.config;

import dev.autostack.edge.config.EdgeConfig.AccessLogging;
import dev.autostack.edge.config.EdgeConfig.ControlPlane;
import dev.autostack.edge.config.EdgeConfig.Limits;
import dev.autostack.edge.config.EdgeConfig.Listener;
import dev.autostack.edge.config.EdgeConfig.Timeouts;
import dev.autostack.edge.config.EdgeConfig.Tls;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link EdgeConfig} from a properties file and the environment. {@code http.port} in the
 * file is {@code AUTOSTACK_EDGE_HTTP_PORT} in the environment, which wins. A key that nobody knows
 * is refused: it is a typing error whose default would surprise.
 */
public final class Settings {
    private static final String PREFIX = "AUTOSTACK_EDGE_";

    /** Names the properties file; the only variable that is no setting. */
    private static final String FILE = PREFIX + "CONFIG";

    private final Map<String, String> values;
    private final Set<String> asked = new TreeSet<>();

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @throws ConfigProblem when a value cannot be used, or a key is unknown
     */
    public static EdgeConfig read(Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        String file = environment.get(FILE);
        if (file != null) {
            values.putAll(properties(Path.of(file)));
        }
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !name.equals(FILE)) {
                values.put(key(name), value);
            }
        });
        var settings = new Settings(values);
        EdgeConfig config = settings.config();
        var unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(settings.asked);
        if (!unknown.isEmpty()) {
            throw new ConfigProblem(
                    "Unknown settings: "
                            + String.join(", ", unknown)
                            + ". Known ones: "
                            + String.join(", ", settings.asked));
        }
        return config;
    }

    /** Every key there is, sorted. */
    static Set<String> keys() {
        var settings = new Settings(Map.of());
        var _ = settings.config();
        return settings.asked;
    }

    private static String key(String variable) {
        return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static Map<String, String> properties(Path file) {
        var properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigProblem("Cannot read the settings file " + file + ": " + e, e);
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(k -> values.put(k, properties.getProperty(k)));
        return values;
    }

    private EdgeConfig config() {
        Path dataDir = Path.of(text("data.dir", "edge-data")).toAbsolutePath().normalize();
        String host = text("http.host", "0.0.0.0");
        return new EdgeConfig(
                name(),
                dataDir,
                new Listener(host, port("http.port", 8080)),
                tls(host),
                port("admin.port", 8081),
                controlPlane(),
                proxies(),
                new Limits(
                        (int) number("max.connections", 10_000, 1, 1_000_000),
                        (int) number("max.line.bytes", 8_192, 256, 65_536),
                        (int) number("max.header.bytes", 32_768, 1_024, 262_144)),
                new Timeouts(
                        millis("connect.timeout.ms", 3_000),
                        millis("refused.patience.ms", 5_000),
                        millis("answer.timeout.ms", 300_000),
                        millis("head.timeout.ms", 15_000),
                        millis("keep.alive.ms", 75_000),
                        millis("stall.timeout.ms", 60_000),
                        millis("upstream.idle.ms", 4_000),
                        millis("shutdown.grace.ms", 30_000),
                        millis("report.ms", 10_000)),
                new AccessLogging(
                        flag("access.log", true),
                        flag("access.log.query", false),
                        Path.of(text("access.log.file", dataDir.resolve("access.log").toString())),
                        number("access.log.max.bytes", 10_000_000, 10_000, 1L << 40),
                        millis("access.log.max.age.ms", 86_400_000),
                        (int) number("access.log.keep", 5, 0, 1_000)),
                (int) number("event.loops", Math.min(cores(), 8), 1, 64),
                flag("native.transport", true));
    }

    private static int cores() {
        return Math.max(1, Runtime.getRuntime().availableProcessors());
    }

    private String name() {
        String name = text("name", hostName());
        if (name.isBlank() || name.length() > 63) {
            throw new ConfigProblem("name has 1 to 63 characters");
        }
        return name;
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.substring(0, Math.min(63, name.length()));
        } catch (UnknownHostException e) {
            return "edge";
        }
    }

    private @Nullable Tls tls(String httpHost) {
        String port = optional("tls.port");
        String host = text("tls.host", httpHost);
        String certificate = optional("tls.certificate");
        String key = optional("tls.key");
        Duration reload = millis("tls.reload.ms", 10_000);
        if (port == null && certificate == null && key == null) {
            return null;
        }
        if (port == null || certificate == null || key == null) {
            throw new ConfigProblem(
                    "tls.port, tls.certificate and tls.key are set together or not at all");
        }
        return new Tls(
                new Listener(host, port("tls.port", 8443)),
                readable("tls.certificate", certificate),
                readable("tls.key", key),
                reload);
    }

    private static Path readable(String key, String file) {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            throw new ConfigProblem(key + " names a file that cannot be read: " + path);
        }
        return path;
    }

    private @Nullable ControlPlane controlPlane() {
        String url = optional("control.plane.url");
        String token = optional("token");
        String tokenFile = optional("token.file");
        if (url == null) {
            return null;
        }
        URI uri = uri(url);
        if (uri == null
                || uri.getHost() == null
                || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new ConfigProblem("control.plane.url is an http or https URL, not " + url);
        }
        return new ControlPlane(uri, token, tokenFile == null ? null : Path.of(tokenFile));
    }

    private static @Nullable URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private List<Cidr> proxies() {
        try {
            return Arrays.stream(text("trusted.proxies", "").split(",", -1))
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .map(Cidr::parse)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new ConfigProblem(
                    "trusted.proxies is a comma-separated list of CIDR blocks: " + e.getMessage(),
                    e);
        }
    }

    private @Nullable String optional(String key) {
        asked.add(key);
        String value = values.get(key);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private String text(String key, String otherwise) {
        String value = optional(key);
        return value == null ? otherwise : value;
    }

    private int port(String key, int otherwise) {
        return (int) number(key, otherwise, 0, 65_535);
    }

    private Duration millis(String key, long otherwise) {
        return Duration.ofMillis(number(key, otherwise, 1, Integer.MAX_VALUE));
    }

    private long number(String key, long otherwise, long least, long most) {
        String value = optional(key);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below with the allowed range
        }
        throw new ConfigProblem(
                key + " is a whole number from " + least + " to " + most + ", not " + value);
    }

    private boolean flag(String key, boolean otherwise) {
        String value = optional(key);
        return switch (value == null ? "" : value.toLowerCase(Locale.ROOT)) {
            case "" -> otherwise;
            case "true", "on", "yes", "1" -> true;
            case "false", "off", "no", "0" -> false;
            default -> throw new ConfigProblem(key + " is on or off, not " + value);
        };
    }
}
