package dev.autostack.controlplane.log;

import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.Stage;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line as people see it. {@code seq} counts from 1 in its stream without holes. {@code source} is
 * {@code system} (the control plane), {@code build}, or the id of an instance.
 */
@Serdeable
@Schema(name = "LogLine")
public record StoredLine(
        long seq, Instant at, @Nullable Stage stage, String source, LogLevel level, String text) {}
