package dev.autostack.agent.engine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Small bodies of the Engine API that never leave this package. */
final class Wire {
    private Wire() {}

    @Serdeable
    record LabelFilter(List<String> label) {}

    @Serdeable
    record Message(@Nullable String message) {}

    @Serdeable
    record Created(@JsonProperty("Id") String id) {}

    @Serdeable
    record EngineFacts(
            @JsonProperty("DockerRootDir") String rootDirectory,
            @JsonProperty("CgroupVersion") @Nullable String cgroupVersion) {}

    @Serdeable
    record Network(
            @JsonProperty("Name") String name,
            @JsonProperty("Driver") String driver,
            @JsonProperty("CheckDuplicate") boolean checkDuplicate,
            @JsonProperty("IPAM") Ipam ipam,
            @JsonProperty("Labels") Map<String, String> labels) {}

    @Serdeable
    record Ipam(@JsonProperty("Config") List<Subnet> config) {}

    @Serdeable
    record Subnet(@JsonProperty("Subnet") String subnet) {}

    @Serdeable
    record Connect(@JsonProperty("Container") String container) {}

    @Serdeable
    record Disconnect(
            @JsonProperty("Container") String container, @JsonProperty("Force") boolean force) {}

    @Serdeable
    record Update(@JsonProperty("RestartPolicy") CreateContainer.Restart restart) {}

    @Serdeable
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Auth(
            @Nullable String username,
            @Nullable String password,
            @JsonProperty("serveraddress") String serverAddress) {}

    /** One line of a pull. */
    @Serdeable
    record Progress(@Nullable String status, @Nullable String error) {}

    @Serdeable
    record NewExec(
            @JsonProperty("Cmd") List<String> cmd,
            @JsonProperty("AttachStdout") boolean stdout,
            @JsonProperty("AttachStderr") boolean stderr) {}

    @Serdeable
    record StartExec(@JsonProperty("Detach") boolean detach, @JsonProperty("Tty") boolean tty) {}

    @Serdeable
    record Exec(
            @JsonProperty("Running") boolean running,
            @JsonProperty("ExitCode") @Nullable Integer exitCode) {}
}
