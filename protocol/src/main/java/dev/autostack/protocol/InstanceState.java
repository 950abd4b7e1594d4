package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/** What an agent sees of an instance. */
@Serdeable
public enum InstanceState {
    PENDING,
    PULLING,
    STARTING,
    PROBING,
    HEALTHY,
    UNHEALTHY,
    BACKING_OFF,
    STOPPING,
    STOPPED,
    FAILED
}
