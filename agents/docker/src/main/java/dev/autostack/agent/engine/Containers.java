package dev.autostack.agent.engine;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Calls about containers. */
public final class Containers {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration REMOVE = Duration.ofSeconds(60);

    private final EngineApi api;

    Containers(EngineApi api) {
        this.api = api;
    }

    /** All containers, running or not, that carry the label with this value. */
    public List<ContainerSummary> list(String label, String value) {
        String filters = api.labelFilter(label, value);
        return Arrays.asList(
                api.read(
                        api.call(
                                "list containers",
                                "GET",
                                "/containers/json?all=true&filters=" + filters,
                                null,
                                EngineApi.QUICK),
                        ContainerSummary[].class));
    }

    public Optional<ContainerFacts> inspect(String containerId) {
        return EngineApi.unlessMissing(() ->
                api.read(
                        api.call(
                                "inspect container",
                                "GET",
                                "/containers/" + EngineApi.encode(containerId) + "/json",
                                null,
                                EngineApi.QUICK),
                        ContainerFacts.class));
    }

    /** Creates a container and returns its id (64 hexadecimal digits). */
    public String create(String name, CreateContainer container) {
        byte[] body =
                api.call(
                        "create container",
                        "POST",
                        "/containers/create?name=" + EngineApi.encode(name),
                        api.bytes(container),
                        EngineApi.CREATE);
        return api.read(body, Wire.Created.class).id();
    }

    /** Starts a container; one that runs already is left alone. */
    public void start(String containerId) {
        api.call(
                "start container",
                "POST",
                "/containers/" + EngineApi.encode(containerId) + "/start",
                null,
                START);
    }

    /**
     * Stops a container: its stop signal, then SIGKILL after {@code patience}. One that is stopped
     * or gone is left alone. Cancels a restart that the engine has planned.
     */
    public void stop(String containerId, Duration patience) {
        EngineApi.ignoreMissing(() ->
                api.call(
                        "stop container",
                        "POST",
                        "/containers/"
                                + EngineApi.encode(containerId)
                                + "/stop?t="
                                + Math.max(0, (patience.toMillis() + 999) / 1000),
                        null,
                        patience.plusSeconds(20)));
    }

    public void unpause(String containerId) {
        api.call(
                "unpause container",
                "POST",
                "/containers/" + EngineApi.encode(containerId) + "/unpause",
                null,
                EngineApi.QUICK);
    }

    /** Removes a container with its anonymous volumes, even when it runs. Repeatable. */
    public void remove(String containerId) {
        try {
            EngineApi.ignoreMissing(() ->
                    api.call(
                            "remove container",
                            "DELETE",
                            "/containers/" + EngineApi.encode(containerId) + "?force=true&v=true",
                            null,
                            REMOVE));
        } catch (EngineProblem.Refused e) {
            if (e.status() != 409) { // 409: its removal is under way
                throw e;
            }
        }
    }

    /** Sets the engine's own restart policy: {@code no} or {@code unless-stopped}. */
    public void setRestart(String containerId, String policy) {
        api.call(
                "set restart policy",
                "POST",
                "/containers/" + EngineApi.encode(containerId) + "/update",
                api.bytes(new Wire.Update(new CreateContainer.Restart(policy))),
                EngineApi.QUICK);
    }

    /** The last lines of a container's log as the raw multiplexed stream. */
    public byte[] logTail(String containerId, int lines) {
        return api.call(
                "read log",
                "GET",
                "/containers/"
                        + EngineApi.encode(containerId)
                        + "/logs?stdout=true&stderr=true&tail="
                        + lines,
                null,
                EngineApi.QUICK);
    }

    /** Runs a command inside a container and returns its exit code. */
    public int execute(String containerId, List<String> arguments, Duration deadline) {
        byte[] created =
                api.call(
                        "create exec",
                        "POST",
                        "/containers/" + EngineApi.encode(containerId) + "/exec",
                        api.bytes(new Wire.NewExec(arguments, true, true)),
                        deadline);
        String exec = api.read(created, Wire.Created.class).id();
        // Attached: the answer ends when the command ends.
        api.call(
                "run exec",
                "POST",
                "/exec/" + EngineApi.encode(exec) + "/start",
                api.bytes(new Wire.StartExec(false, false)),
                deadline);
        Wire.Exec outcome =
                api.read(
                        api.call(
                                "inspect exec",
                                "GET",
                                "/exec/" + EngineApi.encode(exec) + "/json",
                                null,
                                EngineApi.QUICK),
                        Wire.Exec.class);
        return outcome.exitCode() == null ? -1 : outcome.exitCode();
    }

    /** One reading of a container's counters, without the engine's own one second wait. */
    public Optional<Stats> stats(String containerId) {
        return EngineApi.unlessMissing(() ->
                api.read(
                        api.call(
                                "read counters",
                                "GET",
                                "/containers/"
                                        + EngineApi.encode(containerId)
                                        + "/stats?stream=false&one-shot=true",
                                null,
                                EngineApi.QUICK),
                        Stats.class));
    }
}
