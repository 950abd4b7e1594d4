package dev.autostack.worker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker as a process of its own, configured by environment variables. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        // Before the first logger; under this name it does not clash where jars share a class path.
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "worker-logback.xml");
        }
        run(LoggerFactory.getLogger(Main.class));
    }

    private static void run(Logger log) throws InterruptedException {
        WorkerConfig config;
        try {
            config = WorkerSettings.read(System.getenv());
        } catch (IllegalArgumentException e) {
            log.error("{}", e.getMessage());
            System.exit(2);
            return;
        }
        BuildWorker worker = new BuildWorker(config);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(worker::close));
        worker.start();
        log.info(
                "worker {} version {} for {}, {} slots",
                config.name(),
                BuildWorker.VERSION,
                config.controlPlane(),
                config.slots());
        worker.awaitClosed();
    }
}
