package dev.autostack.agent.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of {@code GET /containers/{id}/json} that the agent reads. */
@Serdeable
public record ContainerFacts(
        @JsonProperty("Id") String id,
        @JsonProperty("Image") String imageId,
        @JsonProperty("LogPath") @Nullable String logPath,
        @JsonProperty("RestartCount") int restartCount,
        @JsonProperty("State") State state,
        @JsonProperty("Config") Config config,
        @JsonProperty("HostConfig") HostConfig hostConfig,
        @JsonProperty("NetworkSettings") ContainerSummary.Networks networks) {

    /** The address on the first network that has one; null while not running. */
    public @Nullable String address() {
        if (networks.byName() == null) {
            return null;
        }
        for (ContainerSummary.Attachment attachment : networks.byName().values()) {
            if (attachment.address() != null && !attachment.address().isEmpty()) {
                return attachment.address();
            }
        }
        return null;
    }

    /** {@code status} is created, running, paused, restarting, removing, exited or dead. */
    @Serdeable
    public record State(
            @JsonProperty("Status") String status,
            @JsonProperty("Running") boolean running,
            @JsonProperty("Paused") boolean paused,
            @JsonProperty("Restarting") boolean restarting,
            @JsonProperty("OOMKilled") boolean oomKilled,
            @JsonProperty("Pid") int pid,
            @JsonProperty("ExitCode") int exitCode,
            @JsonProperty("Error") @Nullable String error,
            @JsonProperty("StartedAt") Instant startedAt,
            @JsonProperty("FinishedAt") Instant finishedAt) {}

    /** {@code env} holds {@code NAME=value}, the image's own ones too. */
    @Serdeable
    public record Config(
            @JsonProperty("Env") @Nullable List<String> env,
            @JsonProperty("Cmd") @Nullable List<String> cmd,
            @JsonProperty("StopTimeout") @Nullable Integer stopTimeoutSeconds,
            @JsonProperty("Labels") @Nullable Map<String, String> labels) {
        public Config {
            env = env == null ? List.of() : List.copyOf(env);
            labels = labels == null ? Map.of() : Map.copyOf(labels);
        }

        /** A copy that is never null. */
        public Map<String, String> labelMap() {
            return labels == null ? Map.of() : labels;
        }

        /** A copy that is never null. */
        public List<String> envLines() {
            return env == null ? List.of() : env;
        }
    }

    /** Log driver and restart policy as they are. */
    @Serdeable
    public record HostConfig(
            @JsonProperty("RestartPolicy") @Nullable Restart restart,
            @JsonProperty("LogConfig") @Nullable Log log) {}

    /** A restart policy of the engine, by name. */
    @Serdeable
    public record Restart(@JsonProperty("Name") String name) {}

    /** A log driver, by name. */
    @Serdeable
    public record Log(@JsonProperty("Type") String type) {}
}
