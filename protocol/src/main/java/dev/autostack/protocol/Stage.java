package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/** The stages that people see, in order. */
@Serdeable
public enum Stage {
    QUEUE,
    CLONE,
    DETECT,
    BUILD,
    PUSH,
    RELEASE,
    HEALTH,
    ROUTE,
    VERIFY
}
