package dev.autostack.worker.engine;

import dev.autostack.protocol.Cause;
import org.jspecify.annotations.Nullable;

/** The ceilings around one build. */
public interface Sandbox extends AutoCloseable {
    /**
     * Which ceiling a failed step ran into, or null.
     *
     * @param exitCode of the step, 0 when unknown
     */
    @Nullable Cause reached(int exitCode);

    /** Leaves no process of the build behind. */
    @Override
    void close();
}
