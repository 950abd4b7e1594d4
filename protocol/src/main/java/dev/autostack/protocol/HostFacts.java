package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/** Size and free room of the host; bytes. */
@Serdeable
public record HostFacts(
        int cpus, long memoryBytes, long memoryFreeBytes, long diskBytes, long diskFreeBytes) {}
