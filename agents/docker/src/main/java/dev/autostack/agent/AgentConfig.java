package dev.autostack.agent;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an agent is set up. {@code controlPlane} is its public address; {@code dataDirectory} keeps
 * credential and state (files 0600); {@code engine} is a {@code unix:///...} or {@code tcp://...}
 * address; {@code enrolmentToken} is needed once, while there is no credential; {@code name} is
 * shown to people, 1 to 63 characters.
 */
public record AgentConfig(
        URI controlPlane,
        Path dataDirectory,
        URI engine,
        @Nullable String enrolmentToken,
        String name) {
    public static final URI LOCAL_ENGINE = URI.create("unix:///var/run/docker.sock");

    public AgentConfig {
        String scheme = controlPlane.getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            throw new IllegalArgumentException(
                    "The control plane's address begins with http:// or https://, but this is: "
                            + controlPlane);
        }
        if (!"unix".equals(engine.getScheme()) && !"tcp".equals(engine.getScheme())) {
            throw new IllegalArgumentException(
                    "The engine's address begins with unix:// or tcp://, but this is: " + engine);
        }
        if (name.isBlank() || name.length() > 63) {
            throw new IllegalArgumentException("The agent's name has 1 to 63 characters.");
        }
    }

    /** Reads AUTOSTACK_CONTROL_PLANE, AUTOSTACK_AGENT_DATA, DOCKER_HOST, and so on. */
    static AgentConfig ofEnvironment(Map<String, String> variables) {
        String controlPlane = variables.get("AUTOSTACK_CONTROL_PLANE");
        if (controlPlane == null) {
            throw new IllegalArgumentException(
                    "AUTOSTACK_CONTROL_PLANE is missing: set it to the control plane's address,"
                            + " for example https://deploy.example.com.");
        }
        return new AgentConfig(
                URI.create(controlPlane),
                Path.of(variables.getOrDefault("AUTOSTACK_AGENT_DATA", "/var/lib/autostack/agent")),
                URI.create(variables.getOrDefault("DOCKER_HOST", LOCAL_ENGINE.toString())),
                variables.get("AUTOSTACK_ENROLMENT_TOKEN"),
                variables.getOrDefault(
                        "AUTOSTACK_AGENT_NAME", variables.getOrDefault("HOSTNAME", "agent")));
    }

    @Override
    public String toString() {
        return "AgentConfig[" + controlPlane + ", " + dataDirectory + ", " + engine + "]";
    }
}
