package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/**
 * Redeems a one-time token. {@code name} is the process's own name, 1-63 characters, shown to
 * people; {@code version} its software version.
 */
@Serdeable
public record EnrolmentRequest(String token, EnrolmentKind kind, String name, String version) {}
