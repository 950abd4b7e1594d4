package dev.autostack.worker;

import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.ContentQuestion;
import dev.autostack.protocol.Digest;
import dev.autostack.protocol.KnownImage;
import dev.autostack.protocol.PushTarget;
import dev.autostack.worker.control.Backoff;
import dev.autostack.worker.control.Refused;
import dev.autostack.worker.control.StaleLease;
import dev.autostack.worker.control.Unreachable;
import dev.autostack.worker.engine.EngineApi;
import dev.autostack.worker.image.BaseImages;
import dev.autostack.worker.image.ContentKey;
import dev.autostack.worker.image.RegistryManifest;
import dev.autostack.worker.log.LogWriter;
import dev.autostack.worker.process.StopReason;
import dev.autostack.worker.process.StopSignal;
import dev.autostack.worker.source.SourceTree;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the image that an equal source and an equal plan gave before, so that nothing is built
 * twice. Whatever is unclear (a base image that nobody resolves, a registry that does not answer)
 * means: build.
 */
final class EarlierImage {
    private static final Logger LOG = LoggerFactory.getLogger(EarlierImage.class);
    private static final Duration RESOLVE_LIMIT = Duration.ofSeconds(10);
    private static final Duration ASK_LIMIT = Duration.ofSeconds(20);

    private final BuildTools tools;
    private final BuildLease lease;
    private final BuildInput input;
    private final StopSignal stop;

    EarlierImage(BuildTools tools, BuildLease lease, BuildInput input, StopSignal stop) {
        this.tools = tools;
        this.lease = lease;
        this.input = input;
        this.stop = stop;
    }

    /** {@code sizeBytes} is the sum of the compressed layers. */
    record Found(KnownImage image, long sizeBytes) {
        /** Why nothing is built, in a sentence. */
        String sentence() {
            String commit = image.commit();
            return "Nothing is built: source, plan, variables and base images are those of deployment #"
                    + image.deploymentNumber()
                    + (commit == null ? "" : " (commit " + commit.substring(0, 7) + ")")
                    + ", and the registry still has its image "
                    + image.digest()
                    + ".";
        }
    }

    /**
     * @param engine the one that would build
     * @return null: build
     */
    @Nullable Found find(
            SourceTree tree,
            SourcePlan.Answer.Ready plan,
            PushTarget target,
            EngineApi engine,
            LogWriter log)
            throws InterruptedException {
        String salt = lease.build().contentSalt();
        ContentKey key = salt == null ? null : key(tree, plan, engine, log);
        if (salt == null || key == null) {
            return null;
        }
        stop.check();
        KnownImage image = ask(key.digest(salt));
        if (image == null) {
            return null;
        }
        return switch (tools.push().look(target, Digest.parse(image.digest()))) {
            case RegistryManifest.Answer.Present(long size) -> new Found(image, size);
            case RegistryManifest.Answer.Wrong(String reason) -> {
                log.info(
                        "Building again what deployment #%d built: the registry does not have its image any more (%s)."
                                .formatted(image.deploymentNumber(), reason));
                yield null;
            }
        };
    }

    private @Nullable ContentKey key(
            SourceTree tree, SourcePlan.Answer.Ready plan, EngineApi engine, LogWriter log)
            throws InterruptedException {
        String id = tree.trees().get(plan.contextPath());
        BaseImages names = BaseImages.of(plan.dockerfileText(), input.variables());
        if (id == null || !names.complete()) {
            return null;
        }
        Map<String, String> bases = new HashMap<>();
        // Grows while it is gone through: an image may bring instructions that name others.
        for (int i = 0; i < names.images().size(); i++) {
            String name = names.images().get(i);
            stop.check();
            String now = engine.resolve(name, RESOLVE_LIMIT);
            List<String> triggers = engine.triggers(name, RESOLVE_LIMIT);
            names = triggers == null ? names : names.with(triggers);
            if (now == null || triggers == null || !names.complete()) {
                log.info(
                        "What "
                                + name
                                + " stands for now could not be found out, so earlier images are not used.");
                return null;
            }
            bases.put(name, now);
        }
        return new ContentKey(
                id,
                lease.source().submodules(),
                plan.dockerfileText(),
                plan.dockerignore(),
                plan.target(),
                engine.platform(),
                bases,
                input.variables(),
                input.secrets());
    }

    private @Nullable KnownImage ask(String key) throws InterruptedException {
        ContentQuestion question = new ContentQuestion(lease.fence(), key);
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3));
        long end = System.nanoTime() + ASK_LIMIT.toNanos();
        while (true) {
            stop.check();
            try {
                return tools.controlPlane().content(lease.buildId(), question).image();
            } catch (StaleLease e) {
                stop.stop(new StopReason.LeaseLost());
                stop.check();
            } catch (Refused e) {
                LOG.warn("content of {}: {}", lease.buildId(), e.getMessage());
                return null;
            } catch (Unreachable e) {
                if (System.nanoTime() > end) {
                    return null;
                }
                stop.await(backoff.next());
            }
        }
    }
}
