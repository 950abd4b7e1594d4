package dev.autostack.worker.engine;

import dev.autostack.protocol.BuildLimits;
import dev.autostack.protocol.Cause;
import dev.autostack.worker.log.LogWriter;
import dev.autostack.worker.process.StopSignal;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The host's own engine. It knows no ceilings per build: time and log limits hold, memory and
 * process limits do not, and the log says so.
 */
public final class SharedEngine implements BuildEngine {
    private final EngineApi api;

    public SharedEngine(Path socket) {
        this.api = new EngineApi(socket);
    }

    @Override
    public EngineApi api() {
        return api;
    }

    @Override
    public void start() {
        if (!api.answers()) {
            throw new EngineUnavailable("does not answer at " + api.socket(), null);
        }
    }

    @Override
    public Sandbox open(
            BuildLimits limits, List<String> baseImages, StopSignal stop, LogWriter log) {
        start();
        log.warning(
                "This worker builds in the host's Docker Engine: memory and process limits do not"
                        + " hold for this build.");
        return new Unlimited();
    }

    private static final class Unlimited implements Sandbox {
        @Override
        public @Nullable Cause reached(int exitCode) {
            return null;
        }

        @Override
        public void close() {}
    }

    @Override
    public void close() {
        api.close();
    }
}
