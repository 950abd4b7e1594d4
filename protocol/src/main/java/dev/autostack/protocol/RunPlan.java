package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a container of the image is run. {@code command} replaces the image's command when not empty.
 * {@code port} is what the app listens on and gets as {@code PORT}; {@code healthPath} null = TCP
 * probe.
 */
@Serdeable
public record RunPlan(
        int port, @Nullable String healthPath, List<String> command, boolean readOnlyRoot) {
    public RunPlan {
        command = List.copyOf(command);
    }
}
