package dev.autostack.agent.instance;

import dev.autostack.agent.engine.CreateContainer;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.ResourceLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The container of an instance as a value. Nothing of a tenant reaches a field that gives power
 * over the host (security.md R6, D18): his values end in Env, Cmd, Image and limits only.
 */
public final class ContainerSpec {
    /** Enough for Chromium-like programs, small enough to count: it is part of the memory limit. */
    private static final long SHARED_MEMORY = 64L << 20;

    private static final String SCRATCH = "rw,exec,nosuid,nodev,size=67108864,mode=1777";

    /**
     * Large enough that a burst is read before it is rotated away, also when the control plane is
     * away for a while (docs/adr); not compressed, because the agent reads the files itself.
     */
    private static final CreateContainer.Log LOG =
            new CreateContainer.Log(
                    "json-file",
                    new TreeMap<>(Map.of("max-size", "64m", "max-file", "3", "compress", "false")));

    private ContainerSpec() {}

    /**
     * @param network the name of the environment's bridge network
     * @param hostCpus the engine refuses more cores than the host has, so the limit ends there
     */
    public static CreateContainer of(
            UUID agent, DesiredInstance desired, String network, int hostPort, int hostCpus) {
        String port = desired.containerPort() + "/tcp";
        return new CreateContainer(
                hostname(desired),
                desired.image(),
                environment(desired),
                desired.command(),
                Map.of(port, new CreateContainer.Empty()),
                seconds(desired.stopTimeoutMs()),
                new CreateContainer.Healthcheck(List.of("NONE")),
                labels(agent, desired, hostPort),
                host(desired, network, port, hostPort, hostCpus),
                new CreateContainer.Networking(
                        Map.of(network, new CreateContainer.Endpoint(aliases(desired)))));
    }

    /** The container's name: readable, unique by the instance id. */
    public static String name(DesiredInstance desired) {
        String id = desired.instanceId().toString().substring(0, 8);
        return "as-" + label(desired.name()).map(name -> name + "-" + id).orElse(id);
    }

    private static CreateContainer.Host host(
            DesiredInstance desired, String network, String port, int hostPort, int hostCpus) {
        ResourceLimits limits = desired.limits();
        return new CreateContainer.Host(
                network,
                Map.of(
                        port,
                        List.of(
                                new CreateContainer.Binding(
                                        "127.0.0.1", Integer.toString(hostPort)))),
                // Until it was healthy once, the agent alone decides about another start.
                new CreateContainer.Restart("no"),
                List.of("ALL"),
                List.of("no-new-privileges:true"),
                false,
                desired.readOnlyRoot(),
                desired.readOnlyRoot() ? Map.of("/tmp", SCRATCH) : Map.of(),
                true,
                "private",
                limits.pids(),
                limits.memoryBytes(),
                limits.memoryBytes(), // memory and swap together: no swap
                Math.round(Math.min(limits.cpus(), hostCpus) * 1e9),
                LOG,
                SHARED_MEMORY,
                500); // an app goes before the agent, the edge and dockerd
    }

    private static Map<String, String> labels(UUID agent, DesiredInstance desired, int hostPort) {
        var labels = new TreeMap<>(Labels.of(agent, desired, hostPort).toMap());
        if (!desired.plainVariables().isEmpty()) {
            labels.put(Labels.PLAIN, String.join(",", new TreeSet<>(desired.plainVariables())));
        }
        return labels;
    }

    /** Sorted, so that equal instances give equal requests. PORT is ours. */
    private static List<String> environment(DesiredInstance desired) {
        var variables = new TreeMap<>(desired.variables());
        variables.put("PORT", Integer.toString(desired.containerPort()));
        var lines = new ArrayList<String>(variables.size());
        variables.forEach((name, value) -> lines.add(name + "=" + value));
        return lines;
    }

    private static List<String> aliases(DesiredInstance desired) {
        return label(desired.name()).stream().toList();
    }

    private static String hostname(DesiredInstance desired) {
        return label(desired.name()).orElse(desired.instanceId().toString().substring(0, 8));
    }

    /** A DNS label made from a name; empty when nothing of it can stand in one. */
    private static Optional<String> label(String name) {
        String cleaned =
                name.toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-+|-+$", "");
        if (cleaned.length() > 50) {
            cleaned = cleaned.substring(0, 50).replaceAll("-+$", "");
        }
        return cleaned.isEmpty() ? Optional.empty() : Optional.of(cleaned);
    }

    private static int seconds(long millis) {
        return (int) Math.min(3600, Math.max(0, (millis + 999) / 1000));
    }
}
