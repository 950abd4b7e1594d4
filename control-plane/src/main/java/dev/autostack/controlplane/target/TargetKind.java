package dev.autostack.controlplane.target;

/** Where releases can run. */
public enum TargetKind {
    DOCKER
}
