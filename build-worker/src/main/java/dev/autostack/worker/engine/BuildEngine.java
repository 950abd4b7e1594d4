package dev.autostack.worker.engine;

import dev.autostack.protocol.BuildLimits;
import dev.autostack.worker.log.LogWriter;
import dev.autostack.worker.process.StopSignal;
import java.util.List;

/**
 * The Docker Engine that the builds of one slot run in. One build at a time; {@link #open} and
 * {@link #close} are called by one thread at a time. Starting again after a death repairs what was
 * left behind.
 */
public interface BuildEngine extends AutoCloseable {
    /** The engine's API; valid after {@link #open}. */
    EngineApi api();

    /**
     * Starts it unless it runs.
     *
     * @throws EngineUnavailable when it does not start or answer
     */
    void start();

    /**
     * Makes the engine ready for one build under its ceilings.
     *
     * @param baseImages names in FROM; what this engine lacks and the host has is brought over
     * @param stop told when a ceiling is reached
     * @throws EngineUnavailable when it does not start or answer
     */
    Sandbox open(BuildLimits limits, List<String> baseImages, StopSignal stop, LogWriter log);

    /** Ends the engine if it is the worker's own. */
    @Override
    void close();
}
