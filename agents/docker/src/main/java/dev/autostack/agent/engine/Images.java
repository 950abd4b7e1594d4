package dev.autostack.agent.engine;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls about images. */
public final class Images {
    private static final Duration PULL = Duration.ofMinutes(15);
    private static final Duration PULL_STALL = Duration.ofSeconds(60);
    private static final Duration REMOVE = Duration.ofSeconds(60);

    private final EngineApi api;

    Images(EngineApi api) {
        this.api = api;
    }

    /** A local image; {@code reference} is an id or a name, perhaps with a digest. */
    public Optional<ImageFacts> find(String reference) {
        return EngineApi.unlessMissing(() ->
                api.read(
                        api.call(
                                "inspect image",
                                "GET",
                                "/images/" + EngineApi.path(reference) + "/json",
                                null,
                                EngineApi.QUICK),
                        ImageFacts.class));
    }

    /**
     * Pulls an image. It may take long while bytes flow; without progress for a minute it ends.
     * Errors inside the stream of progress come as {@link EngineProblem.Refused}.
     */
    public void pull(String reference, @Nullable RegistryAuth auth) {
        String action = "pull " + reference;
        Map<String, String> headers =
                auth == null ? Map.of() : Map.of("X-Registry-Auth", encodeAuth(auth));
        String path = api.prefix() + "/images/create?fromImage=" + EngineApi.encode(reference);
        api.calls()
                .within(
                        action,
                        PULL,
                        () -> {
                            try (var stream =
                                    api.calls()
                                            .open(
                                                    action,
                                                    EngineCalls.request(
                                                            "POST", path, null, headers),
                                                    PULL_STALL)) {
                                if (stream.status() >= 300) {
                                    throw api.refused(
                                            action,
                                            stream.status(),
                                            stream.body().readNBytes(1 << 20));
                                }
                                var lines = new JsonLines(stream.body());
                                for (byte[] line =
                                                api.calls().within(action, PULL_STALL, lines::next);
                                        line.length > 0;
                                        line =
                                                api.calls()
                                                        .within(action, PULL_STALL, lines::next)) {
                                    String error = api.read(line, Wire.Progress.class).error();
                                    if (error != null) {
                                        throw new EngineProblem.Refused(action, 500, error);
                                    }
                                }
                                return true;
                            }
                        });
    }

    /** Drops a reference to an image, and the image with its last one. Repeatable. */
    public void remove(String reference) {
        EngineApi.ignoreMissing(() ->
                api.call(
                        "remove image",
                        "DELETE",
                        "/images/" + EngineApi.path(reference) + "?noprune=false",
                        null,
                        REMOVE));
    }

    private String encodeAuth(RegistryAuth auth) {
        return Base64.getUrlEncoder()
                .encodeToString(
                        api.bytes(
                                new Wire.Auth(auth.username(), auth.password(), auth.registry())));
    }
}
