package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/** Which kind of process enrols. */
@Serdeable
public enum EnrolmentKind {
    WORKER,
    AGENT,
    EDGE
}
