package dev.autostack.agent.engine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /containers/create}, Engine API 1.41; sizes in bytes. */
@Serdeable
public record CreateContainer(
        @JsonProperty("Hostname") String hostname,
        @JsonProperty("Image") String image,
        @JsonProperty("Env") List<String> env,
        @JsonProperty("Cmd") List<String> cmd,
        @JsonProperty("ExposedPorts") Map<String, Empty> exposedPorts,
        @JsonProperty("StopTimeout") int stopTimeoutSeconds,
        @JsonProperty("Healthcheck") Healthcheck healthcheck,
        @JsonProperty("Labels") Map<String, String> labels,
        @JsonProperty("HostConfig") Host host,
        @JsonProperty("NetworkingConfig") Networking networking) {

    /** The engine's way to write a set: keys with empty objects. */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Empty() {}

    /** {@code NONE} switches a check of the image off: the agent asks itself, from outside. */
    @Serdeable
    public record Healthcheck(@JsonProperty("Test") List<String> test) {}

    /** What the container may do and use. */
    @Serdeable
    public record Host(
            @JsonProperty("NetworkMode") String networkMode,
            @JsonProperty("PortBindings") Map<String, List<Binding>> portBindings,
            @JsonProperty("RestartPolicy") Restart restart,
            @JsonProperty("CapDrop") List<String> capDrop,
            @JsonProperty("SecurityOpt") List<String> securityOpt,
            @JsonProperty("Privileged") boolean privileged,
            @JsonProperty("ReadonlyRootfs") boolean readOnlyRoot,
            @JsonProperty("Tmpfs") Map<String, String> tmpfs,
            @JsonProperty("Init") boolean init,
            @JsonProperty("IpcMode") String ipcMode,
            @JsonProperty("PidsLimit") long pidsLimit,
            @JsonProperty("Memory") long memory,
            @JsonProperty("MemorySwap") long memorySwap,
            @JsonProperty("NanoCpus") long nanoCpus,
            @JsonProperty("LogConfig") Log log,
            @JsonProperty("ShmSize") long shmSize,
            @JsonProperty("OomScoreAdj") int oomScoreAdj) {}

    /** A published port: {@code HostPort} is text in this API. */
    @Serdeable
    public record Binding(
            @JsonProperty("HostIp") String address, @JsonProperty("HostPort") String port) {}

    /** {@code no} or {@code unless-stopped}. */
    @Serdeable
    public record Restart(@JsonProperty("Name") String name) {}

    /** A log driver and its options. */
    @Serdeable
    public record Log(
            @JsonProperty("Type") String type,
            @JsonProperty("Config") Map<String, String> options) {}

    /** The networks to join, by name. */
    @Serdeable
    public record Networking(@JsonProperty("EndpointsConfig") Map<String, Endpoint> endpoints) {}

    /** Names under which the neighbours in the network find the container. */
    @Serdeable
    public record Endpoint(@JsonProperty("Aliases") @Nullable List<String> aliases) {}
}
