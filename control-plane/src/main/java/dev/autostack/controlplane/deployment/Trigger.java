package dev.autostack.controlplane.deployment;

/** Who began an attempt. */
public enum Trigger {
    USER,
    API,
    PUSH,
    SYSTEM
}
