package dev.autostack.standalone;

import dev.autostack.worker.WorkerConfig;
import dev.autostack.worker.WorkerSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where everything is kept and which loopback ports are used. {@code bin/lib/home.sh} names the
 * same variables with the same defaults.
 *
 * @param home data of all parts; as root every folder above it is open to other accounts
 * @param host address that UI and API listen on
 * @param gitPort of the local, read-only Git repositories
 * @param worker read from the variables of the stand-alone worker (build-worker/README.md); where
 *     it belongs to is this machine's
 * @param webDirectory the built web UI, empty for none
 * @param machines false: no worker and no agent here, others enrol from elsewhere
 */
record StandaloneConfig(
        Path home,
        String host,
        int port,
        int edgePort,
        int registryPort,
        int postgresPort,
        int gitPort,
        WorkerConfig worker,
        String baseDomain,
        String webDirectory,
        boolean machines) {

    static StandaloneConfig of(Map<String, String> environment) {
        Path home =
                Path.of(environment.getOrDefault("AUTOSTACK_HOME", "/var/lib/autostack"))
                        .toAbsolutePath()
                        .normalize();
        int port = port(environment, "AUTOSTACK_PORT", 8400);
        return new StandaloneConfig(
                home,
                environment.getOrDefault("AUTOSTACK_HOST", "127.0.0.1"),
                port,
                port(environment, "AUTOSTACK_EDGE_PORT", 8480),
                port(environment, "AUTOSTACK_REGISTRY_PORT", 8450),
                port(environment, "AUTOSTACK_POSTGRES_PORT", 8432),
                port(environment, "AUTOSTACK_GIT_PORT", 8418),
                worker(environment, home, port),
                environment.getOrDefault("AUTOSTACK_BASE_DOMAIN", "localhost"),
                environment.getOrDefault("AUTOSTACK_WEB_DIRECTORY", ""),
                !"off".equals(environment.get("AUTOSTACK_MACHINES")));
    }

    private static WorkerConfig worker(Map<String, String> environment, Path home, int port) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("AUTOSTACK_CONTROL_PLANE", "http://127.0.0.1:" + port);
        variables.put("AUTOSTACK_WORKER_DATA", home.resolve("worker").toString());
        variables.putIfAbsent("AUTOSTACK_WORKER_NAME", "local");
        WorkerConfig read = WorkerSettings.read(variables);
        Set<String> hosts = new HashSet<>(read.sources().allowedPrivateHosts());
        // The repositories of this machine itself.
        hosts.addAll(Set.of("127.0.0.1", "localhost"));
        return read.withSources(
                new WorkerConfig.Sources(
                        hosts, read.sources().limits(), read.sources().environment()));
    }

    private static int port(Map<String, String> environment, String name, int otherwise) {
        return number(environment, name, otherwise, 1, 65_535);
    }

    private static int number(
            Map<String, String> environment, String name, int otherwise, int least, int most) {
        String text = environment.get(name);
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        if (text.matches("[0-9]{1,9}")) {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                name
                        + " is a whole number from "
                        + least
                        + " to "
                        + most
                        + ", not '"
                        + text
                        + "'.");
    }
}
