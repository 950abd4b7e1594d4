package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/** Everything up to {@code lastSeq} is durable. */
@Serdeable
public record LogAccepted(long lastSeq) {}
