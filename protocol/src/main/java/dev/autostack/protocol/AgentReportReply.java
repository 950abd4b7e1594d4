package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/** The newest desired version: greater than the applied one means poll now. */
@Serdeable
public record AgentReportReply(long desiredVersion) {}
