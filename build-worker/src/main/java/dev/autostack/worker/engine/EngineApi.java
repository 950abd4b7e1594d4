package dev.autostack.worker.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PushResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import dev.autostack.worker.process.StopSignal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The API of one Docker Engine, each call with a deadline. Safe for all threads. */
public final class EngineApi implements AutoCloseable {
    /** The longest silence within an answer; a push or a load says something more often. */
    private static final Duration SILENCE_LIMIT = Duration.ofMinutes(3);

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    private final Path socket;
    private final ApacheDockerHttpClient http;
    private final DockerClient client;

    public EngineApi(Path socket) {
        this.socket = socket;
        var configuration =
                DefaultDockerClientConfig.createDefaultConfigBuilder()
                        .withDockerHost("unix://" + socket)
                        .withDockerTlsVerify(false)
                        .build();
        this.http =
                new ApacheDockerHttpClient.Builder()
                        .dockerHost(configuration.getDockerHost())
                        .maxConnections(20)
                        .connectionTimeout(CONNECT_LIMIT)
                        .responseTimeout(SILENCE_LIMIT)
                        .build();
        this.client = DockerClientImpl.getInstance(configuration, http);
    }

    public Path socket() {
        return socket;
    }

    /** For builders that use calls of their own. */
    public DockerClient client() {
        return client;
    }

    /** True when the engine answers. */
    public boolean answers() {
        try {
            client.pingCmd().exec();
            return true;
        } catch (DockerException e) {
            return false;
        } catch (RuntimeException e) {
            // The transport wraps each I/O error in a bare RuntimeException.
            return false;
        }
    }

    /** The engine's version, like {@code 20.10.24}. */
    public String version() {
        return String.valueOf(client.versionCmd().exec().getVersion());
    }

    /** The id of an image by name, or null when the engine has none of that name. */
    public @Nullable String imageId(String name) {
        try {
            return client.inspectImageCmd(name).exec().getId();
        } catch (NotFoundException e) {
            return null;
        }
    }

    /** Operating system and architecture that it builds for, like {@code linux/amd64}. */
    public String platform() {
        Version version = client.versionCmd().exec();
        return version.getOperatingSystem() + "/" + version.getArch();
    }

    /**
     * What a name stands for now when this engine begins a build from it: the id of its own image,
     * or the digest that the registry names. Null when neither is to be had in time.
     *
     * @param limit for the registry's answer
     */
    public @Nullable String resolve(String name, Duration limit) throws InterruptedException {
        if (name.contains("@")) {
            return name;
        }
        String own;
        try {
            own = imageId(name);
        } catch (DockerException e) {
            // Not a name at all; the build will say so.
            return null;
        }
        return own == null ? digestInRegistry(name, limit) : own;
    }

    /**
     * The {@code ONBUILD} instructions of an image that the engine has; null when they cannot be
     * told: what a registry holds is not looked into, only its name.
     */
    public @Nullable List<String> triggers(String name, Duration limit)
            throws InterruptedException {
        if (EngineQuestion.ask(socket, "/images/" + name + "/json", limit)
                        instanceof Map<?, ?> image
                && image.get("Config") instanceof Map<?, ?> config) {
            return config.get("OnBuild") instanceof List<?> instructions
                    ? instructions.stream().map(String::valueOf).toList()
                    : List.of();
        }
        return name.contains("onbuild") ? null : List.of();
    }

    private @Nullable String digestInRegistry(String name, Duration limit)
            throws InterruptedException {
        return EngineQuestion.ask(socket, "/distribution/" + name + "/json", limit)
                                instanceof Map<?, ?> answer
                        && answer.get("Descriptor") instanceof Map<?, ?> descriptor
                        && descriptor.get("digest") instanceof String digest
                ? digest
                : null;
    }

    /** A step of an image's making and the bytes that it added, unpacked. */
    public record HistoryEntry(String createdBy, long bytes) {}

    /** How an image was made, newest step first; empty when that is not to be had in time. */
    public List<HistoryEntry> history(String imageId, Duration limit) throws InterruptedException {
        List<HistoryEntry> entries = new ArrayList<>();
        if (EngineQuestion.ask(socket, "/images/" + imageId + "/history", limit)
                instanceof List<?> answer) {
            for (Object entry : answer) {
                if (entry instanceof Map<?, ?> fields
                        && fields.get("CreatedBy") instanceof String createdBy
                        && fields.get("Size") instanceof Number size) {
                    entries.add(new HistoryEntry(createdBy, size.longValue()));
                }
            }
        }
        return entries;
    }

    /** Removes a name; layers stay while the build cache or another image needs them. */
    public void removeImage(String name) {
        try {
            client.removeImageCmd(name).withNoPrune(false).exec();
        } catch (NotFoundException e) {
            // Gone already.
            return;
        }
    }

    /** Copies an image from another engine of this host, layer by layer as a stream. */
    public void copyImage(String name, EngineApi from) {
        try (InputStream tar = from.client.saveImageCmd(name).exec()) {
            client.loadImageCmd(tar).exec();
        } catch (IOException e) {
            throw new UncheckedIOException("The image " + name + " could not be copied", e);
        }
    }

    /** What came of a push. */
    public sealed interface Push {
        /** {@code digest} as the registry named it. */
        record Pushed(String digest) implements Push {}

        /** {@code reason} is the engine's sentence. */
        record Failed(String reason) implements Push {}
    }

    /**
     * Pushes {@code name:tag}. Stops when the build does.
     *
     * @param name registry and repository
     * @param progress gets a line per layer
     */
    public Push push(
            String name,
            String tag,
            @Nullable AuthConfig login,
            Consumer<String> progress,
            Duration limit,
            StopSignal stop) {
        PushProgress items = new PushProgress(progress);
        var command = client.pushImageCmd(name).withTag(tag);
        if (login != null) {
            command.withAuthConfig(login);
        }
        command.exec(items);
        try (StopSignal.Registration _ = stop.onStop(items::end)) {
            if (!items.awaitCompletion(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                items.end();
                return new Push.Failed("it took longer than " + limit.toSeconds() + " seconds");
            }
        } catch (InterruptedException e) {
            items.end();
            Thread.currentThread().interrupt();
            return new Push.Failed("it was interrupted");
        } catch (RuntimeException e) {
            stop.check();
            return new Push.Failed(String.valueOf(e.getMessage()));
        }
        stop.check();
        return items.outcome();
    }

    private static final class PushProgress extends ResultCallback.Adapter<PushResponseItem> {
        private final Consumer<String> progress;
        private volatile @Nullable String digest;
        private volatile @Nullable String error;

        private PushProgress(Consumer<String> progress) {
            this.progress = progress;
        }

        @Override
        public void onNext(PushResponseItem item) {
            ResponseItem.AuxDetail aux = item.getAux();
            if (aux != null && aux.getDigest() != null) {
                digest = aux.getDigest();
            }
            if (item.isErrorIndicated()) {
                ResponseItem.ErrorDetail detail = item.getErrorDetail();
                error = detail == null ? "unknown" : detail.getMessage();
            }
            String status = item.getStatus();
            if (status != null
                    && item.getId() != null
                    && (status.equals("Pushed")
                            || status.startsWith("Layer already")
                            || status.startsWith("Mounted"))) {
                progress.accept(item.getId() + ": " + status);
            }
        }

        private void end() {
            try {
                close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Push outcome() {
            String failure = error;
            String named = digest;
            if (failure != null) {
                return new Push.Failed(failure);
            }
            return named == null
                    ? new Push.Failed("the registry named no digest")
                    : new Push.Pushed(named);
        }
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
