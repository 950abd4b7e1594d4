package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/** Extends a lease. */
@Serdeable
public record Heartbeat(long fence) {}
