package dev.autostack.controlplane.project;

import dev.autostack.protocol.HealthCheck;
import dev.autostack.protocol.InvalidValue;
import dev.autostack.protocol.Probe;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A health check as a person sets it: {@code type} is http, tcp or command; {@code path} and the
 * statuses belong to http, {@code arguments} to command.
 */
@Serdeable
public record HealthSettings(
        @Schema(
                        type = "string",
                        allowableValues = {"http", "tcp", "command"})
                String type,
        @Nullable String path,
        @Nullable Integer minStatus,
        @Nullable Integer maxStatus,
        @Nullable List<String> arguments,
        long intervalMs,
        long timeoutMs,
        int threshold,
        int failureThreshold,
        long startPeriodMs) {
    private static final int OK = 200;
    private static final int LAST_REDIRECT = 399;

    public HealthSettings {
        arguments = arguments == null ? null : List.copyOf(arguments);
    }

    /**
     * As agents take it.
     *
     * @throws InvalidValue when the type is unknown or lacks what it needs
     */
    public HealthCheck check() {
        return new HealthCheck(
                probe(), intervalMs, timeoutMs, threshold, failureThreshold, startPeriodMs);
    }

    private Probe probe() {
        return switch (type) {
            case "http" ->
                    new Probe.Http(
                            path == null ? "/" : path,
                            minStatus == null ? OK : minStatus,
                            maxStatus == null ? LAST_REDIRECT : maxStatus);
            case "tcp" -> new Probe.Tcp();
            case "command" -> {
                if (arguments == null || arguments.isEmpty()) {
                    throw new InvalidValue("A command check needs its arguments.");
                }
                yield new Probe.Command(arguments);
            }
            default -> throw new InvalidValue("A health check is http, tcp or command.");
        };
    }
}
