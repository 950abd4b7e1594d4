package dev.autostack.agent.instance;

import dev.autostack.protocol.DesiredInstance;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the agent writes on each container and network it makes. A thing without them, or with the
 * id of another agent, is a stranger's and never touched.
 */
public record Labels(
        UUID agent, UUID instance, UUID release, UUID environment, long generation, int port) {
    public static final String AGENT = "dev.autostack.agent";
    static final String INSTANCE = "dev.autostack.instance";
    static final String RELEASE = "dev.autostack.release";
    static final String ENVIRONMENT = "dev.autostack.environment";
    static final String GENERATION = "dev.autostack.generation";
    static final String PORT = "dev.autostack.port";

    /** Names of variables that are no secrets, with commas between. */
    public static final String PLAIN = "dev.autostack.plain";

    public static Labels of(UUID agent, DesiredInstance desired, int hostPort) {
        return new Labels(
                agent,
                desired.instanceId(),
                desired.releaseId(),
                desired.environmentId(),
                desired.generation(),
                hostPort);
    }

    /** The labels of a container; empty when one is missing or has another shape. */
    public static Optional<Labels> parse(Map<String, String> labels) {
        try {
            return Optional.of(
                    new Labels(
                            UUID.fromString(labels.getOrDefault(AGENT, "")),
                            UUID.fromString(labels.getOrDefault(INSTANCE, "")),
                            UUID.fromString(labels.getOrDefault(RELEASE, "")),
                            UUID.fromString(labels.getOrDefault(ENVIRONMENT, "")),
                            Long.parseLong(labels.getOrDefault(GENERATION, "")),
                            Integer.parseInt(labels.getOrDefault(PORT, ""))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    public Map<String, String> toMap() {
        var map = new TreeMap<String, String>();
        map.put(AGENT, agent.toString());
        map.put(INSTANCE, instance.toString());
        map.put(RELEASE, release.toString());
        map.put(ENVIRONMENT, environment.toString());
        map.put(GENERATION, Long.toString(generation));
        map.put(PORT, Integer.toString(port));
        return map;
    }

    /** The labels of an environment's network. */
    public static Map<String, String> ofNetwork(UUID agent, UUID environment) {
        return Map.of(AGENT, agent.toString(), ENVIRONMENT, environment.toString());
    }

    /** The environment of one of our networks. */
    public static Optional<UUID> environmentOf(Map<String, String> labels) {
        try {
            return Optional.of(UUID.fromString(labels.getOrDefault(ENVIRONMENT, "")));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
