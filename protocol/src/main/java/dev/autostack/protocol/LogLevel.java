package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;

/**
 * The level of a log line as far as its source tells it: STDERR lines are not errors by themselves.
 */
@Serdeable
public enum LogLevel {
    INFO,
    STDERR,
    WARNING,
    ERROR
}
