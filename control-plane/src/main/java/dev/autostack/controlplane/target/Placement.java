package dev.autostack.controlplane.target;

import java.time.Duration;
import java.util.UUID;

/**
 * What one deployment wants of its target: {@code wanted} instances of the release. {@code
 * keepsRunning}: instances of this release that already serve count too, and only the difference is
 * started or taken away (scaling). Else all are started anew.
 */
public record Placement(
        UUID environmentId,
        UUID hostId,
        UUID deploymentId,
        UUID releaseId,
        int wanted,
        boolean keepsRunning,
        Duration drain) {}
