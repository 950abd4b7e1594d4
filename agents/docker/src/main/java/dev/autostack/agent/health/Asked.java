package dev.autostack.agent.health;

import org.jspecify.annotations.Nullable;

/**
 * Where a running instance is asked. {@code hostPort} is published on loopback; {@code address} is
 * the container's on its bridge, null when unknown; {@code pid} its first process on this host.
 */
public record Asked(
        String containerId, int hostPort, int containerPort, @Nullable String address, int pid) {}
