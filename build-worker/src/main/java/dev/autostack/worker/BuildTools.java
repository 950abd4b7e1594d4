package dev.autostack.worker;

import dev.autostack.worker.control.ControlPlane;
import dev.autostack.worker.image.ImagePush;
import dev.autostack.worker.process.Processes;
import dev.autostack.worker.source.GitCheckout;
import java.nio.file.Path;
import java.time.InstantSource;

/** What all builds of a worker share. */
record BuildTools(
        WorkerConfig config,
        String owner,
        ControlPlane controlPlane,
        Processes processes,
        GitCheckout checkout,
        ImagePush push,
        InstantSource clock) {

    Path workspaces() {
        return config.data().resolve("work");
    }
}
