package dev.autostack.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** What a health check asks. */
@Serdeable
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Probe {

    /**
     * GET {@code path} on the container port; healthy when {@code minStatus <= status <=
     * maxStatus}.
     */
    @Serdeable
    @JsonTypeName("http")
    record Http(String path, int minStatus, int maxStatus) implements Probe {}

    /** A TCP connection to the container port. */
    @Serdeable
    @JsonTypeName("tcp")
    record Tcp() implements Probe {}

    /** A command run inside the container by argument list; healthy when it exits 0. */
    @Serdeable
    @JsonTypeName("command")
    record Command(List<String> arguments) implements Probe {
        public Command {
            arguments = List.copyOf(arguments);
        }
    }
}
