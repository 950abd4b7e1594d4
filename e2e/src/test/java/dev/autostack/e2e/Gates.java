package dev.autostack.e2e;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The gates of a cloud, all open at first. The registry's has the address that images are named by.
 */
record Gates(Gate git, Gate registry, Gate engine, Gate workerLink, Gate edgeLink)
        implements AutoCloseable {
    static Gates open(int gitPort, int registryPort, int controlPlanePort, Path engineSocket)
            throws IOException {
        return new Gates(
                Gate.toPort(gitPort),
                Gate.toPort(registryPort),
                Gate.toSocket(engineSocket),
                Gate.toPort(controlPlanePort),
                Gate.toPort(controlPlanePort));
    }

    @Override
    public void close() throws IOException {
        for (Gate gate : new Gate[] {git, registry, engine, workerLink, edgeLink}) {
            gate.close();
        }
    }
}
