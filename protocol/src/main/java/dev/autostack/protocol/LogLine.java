package dev.autostack.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;

/**
 * One line without its line end, at most 16 KiB of UTF-8, already redacted; may hold ANSI colour.
 * Longer lines are split and the parts flagged {@code continued}.
 */
@Serdeable
// An empty text is a value: the default leaves it out and it comes back as null.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LogLine(Instant at, LogLevel level, String text, boolean continued) {}
