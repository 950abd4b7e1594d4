package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/**
 * What a worker is asked to do: build and push an image, or only inspect a source and report the
 * plan.
 */
@Serdeable
public enum LeaseKind {
    BUILD,
    INSPECT
}
