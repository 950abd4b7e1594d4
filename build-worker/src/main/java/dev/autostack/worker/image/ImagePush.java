package dev.autostack.worker.image;

import com.github.dockerjava.api.model.AuthConfig;
import dev.autostack.protocol.Digest;
import dev.autostack.protocol.InvalidValue;
import dev.autostack.protocol.PushTarget;
import dev.autostack.worker.cause.Causes;
import dev.autostack.worker.engine.EngineApi;
import dev.autostack.worker.log.LogWriter;
import dev.autostack.worker.process.StopSignal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pushes a built image to its one place and makes sure that it arrived. Safe for all threads. */
public final class ImagePush {
    /** A registry that restarts is back after these. */
    private static final List<Duration> RETRIES =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(4));

    private final RegistryManifest manifests;

    public ImagePush(RegistryManifest manifests) {
        this.manifests = manifests;
    }

    /** The name an image needs in the engine to be pushed there. */
    public static String name(PushTarget target) {
        return target.registry() + "/" + target.repository();
    }

    /** What the registry says now about an image that may be there already. */
    public RegistryManifest.Answer look(PushTarget target, Digest digest) {
        return manifests.check(target, digest);
    }

    public PushOutcome push(
            EngineApi engine, PushTarget target, LogWriter log, Duration limit, StopSignal stop)
            throws InterruptedException {
        String reason = "";
        for (int attempt = 0; attempt <= RETRIES.size(); attempt++) {
            if (attempt > 0) {
                log.warning("The push failed (" + reason + "); trying again.");
                stop.await(RETRIES.get(attempt - 1));
                stop.check();
            }
            EngineApi.Push pushed =
                    engine.push(name(target), target.tag(), login(target), log::info, limit, stop);
            switch (pushed) {
                case EngineApi.Push.Failed(String why) -> reason = why;
                case EngineApi.Push.Pushed(String text) -> {
                    Digest digest = parse(text);
                    if (digest == null) {
                        reason = "the engine named no proper digest";
                        continue;
                    }
                    switch (manifests.check(target, digest)) {
                        case RegistryManifest.Answer.Present(long size) -> {
                            return new PushOutcome.Pushed(digest, size);
                        }
                        case RegistryManifest.Answer.Wrong(String why) -> reason = why;
                    }
                }
            }
        }
        return new PushOutcome.Broken(Causes.registryUnavailable(target.registry(), reason));
    }

    private static @Nullable Digest parse(String text) {
        try {
            return Digest.parse(text);
        } catch (InvalidValue e) {
            return null;
        }
    }

    private static @Nullable AuthConfig login(PushTarget target) {
        if (target.username() == null) {
            return null;
        }
        return new AuthConfig()
                .withRegistryAddress(target.registry())
                .withUsername(target.username())
                .withPassword(target.password());
    }
}
