package dev.autostack.planner.compose;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a compose file that AutoStack takes over. What it cannot take over without giving an
 * app power over the host is refused by name.
 */
public record ComposeFile(
        String path, List<App> apps, List<String> datastores, @Nullable String refusal) {
    private static final List<String> NAMES =
            List.of(
                    "compose.yaml",
                    "compose.yml",
                    "docker-compose.yaml",
                    "docker-compose.yml",
                    // Without one that Compose finds by itself, the one for production is meant.
                    "compose.prod.yaml",
                    "compose.prod.yml",
                    "compose.production.yaml",
                    "compose.production.yml",
                    "docker-compose.prod.yaml",
                    "docker-compose.prod.yml",
                    "docker-compose.production.yaml",
                    "docker-compose.production.yml");

    /** Keys of a service that are read or that change nothing here. */
    private static final Set<String> READ =
            Set.of(
                    "image",
                    "build",
                    "ports",
                    "expose",
                    "command",
                    "entrypoint",
                    "environment",
                    "env_file",
                    "depends_on",
                    "healthcheck",
                    "restart",
                    "volumes",
                    "networks",
                    "labels",
                    "container_name",
                    "working_dir",
                    "hostname",
                    "stdin_open",
                    "tty",
                    "init",
                    "stop_grace_period",
                    "stop_signal",
                    "deploy",
                    "profiles",
                    "platform",
                    "logging",
                    "develop",
                    "pull_policy",
                    "scale",
                    "mem_limit",
                    "cpus",
                    "links",
                    "user",
                    "read_only",
                    "tmpfs",
                    "x-develop",
                    "annotations",
                    "attach");

    public ComposeFile {
        apps = List.copyOf(apps);
        datastores = List.copyOf(datastores);
    }

    /**
     * A service that is built from the sources.
     *
     * @param context folder below the compose file
     * @param dockerfile relative to the context
     */
    public record App(
            String name,
            String context,
            String dockerfile,
            @Nullable String target,
            @Nullable Integer port,
            @Nullable String command) {}

    /** The compose file at the top of the project, or null. */
    public static @Nullable ComposeFile read(SourceTree tree) {
        String path = tree.firstOf(NAMES.toArray(String[]::new));
        if (path == null) {
            return null;
        }
        Doc services = tree.yaml(path).at("services");
        List<App> apps = new ArrayList<>();
        List<String> datastores = new ArrayList<>();
        String refusal = null;
        for (Map.Entry<String, Doc> service : services.fields().entrySet()) {
            Doc body = service.getValue();
            if (refusal == null) {
                refusal = refusal(service.getKey(), body);
            }
            Doc build = body.at("build");
            if (build.present()) {
                String context =
                        build.string() == null
                                ? build.at("context").textOr(".")
                                : build.textOr(".");
                apps.add(
                        new App(
                                service.getKey(),
                                context,
                                build.at("dockerfile").textOr("Dockerfile"),
                                build.at("target").text(),
                                port(body),
                                command(body)));
            } else {
                String store = datastore(body.at("image").textOr(""));
                if (store != null && !datastores.contains(store)) {
                    datastores.add(store);
                }
            }
        }
        return new ComposeFile(path, apps, datastores, refusal);
    }

    /** The datastore that an image is, by the last part of its name. */
    public static @Nullable String datastore(String image) {
        String name =
                image.toLowerCase(Locale.ROOT).replaceFirst("@.*$", "").replaceFirst(":[^/]*$", "");
        String last = name.substring(name.lastIndexOf('/') + 1);
        return switch (last) {
            case "postgres", "postgresql", "postgis", "pgvector", "timescaledb", "timescaledb-ha" ->
                    "postgres";
            case "mysql", "mariadb", "percona", "mysql-server" -> "mysql";
            case "mongo", "mongodb" -> "mongodb";
            case "redis", "valkey", "redis-stack", "redis-stack-server", "keydb" -> "redis";
            default -> null;
        };
    }

    private static @Nullable String refusal(String service, Doc body) {
        for (String key : body.keys()) {
            if (!READ.contains(key) && !key.startsWith("x-")) {
                return "services." + service + "." + key;
            }
        }
        for (Doc volume : body.at("volumes").elements()) {
            String source =
                    volume.string() == null
                            ? volume.at("source").textOr("")
                            : volume.textOr("").replaceFirst(":.*$", "");
            boolean host =
                    source.startsWith("/")
                            || source.startsWith("~")
                            || source.contains("..")
                            || source.contains("docker.sock");
            if (host && volume.textOr(":").contains(":")) {
                return "services." + service + ".volumes (" + source + " is a path of the host)";
            }
        }
        String mode = body.at("network_mode").text();
        return mode == null ? null : "services." + service + ".network_mode";
    }

    private static @Nullable Integer port(Doc body) {
        for (Doc entry : body.at("ports").elements()) {
            String target = entry.at("target").text();
            Matcher matcher =
                    Pattern.compile("(?:.*:)?([0-9]{2,5})(?:/tcp)?")
                            .matcher(target == null ? entry.textOr("") : target);
            if (matcher.matches()) {
                return Integer.valueOf(matcher.group(1));
            }
        }
        for (String exposed : body.at("expose").texts()) {
            if (exposed.matches("[0-9]{2,5}")) {
                return Integer.valueOf(exposed);
            }
        }
        return null;
    }

    private static @Nullable String command(Doc body) {
        Doc command = body.at("command");
        return command.isList() ? String.join(" ", command.texts()) : command.text();
    }
}
