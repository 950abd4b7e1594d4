package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/** How far a stage is. */
@Serdeable
public enum StageStatus {
    STARTED,
    SUCCEEDED,
    FAILED
}
