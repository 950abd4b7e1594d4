package dev.autostack.controlplane.log;

/** The two streams of a deployment: until it is live, and what its instances print. */
public enum StreamKind {
    BUILD,
    RUNTIME
}
