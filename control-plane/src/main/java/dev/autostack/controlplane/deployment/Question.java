package dev.autostack.controlplane.deployment;

import dev.autostack.protocol.Digest;
import java.net.URI;
import java.util.UUID;

/** Asks one public route which release answers. */
record Question(
        UUID deploymentId, URI entrance, String host, String path, UUID release, Digest digest) {}
