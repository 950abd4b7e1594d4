package dev.autostack.edge;

import dev.autostack.edge.config.ConfigProblem;
import dev.autostack.edge.config.EdgeConfig;
import dev.autostack.edge.config.Settings;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process. Ends with 0 when it was asked to stop, 2 for a wrong setting, 1 otherwise. */
public final class EdgeMain {
    private static final Logger log = LoggerFactory.getLogger(EdgeMain.class);

    private EdgeMain() {}

    public static void main(String[] args) {
        EdgeConfig config;
        try {
            config = Settings.read(System.getenv());
        } catch (ConfigProblem e) {
            log.error("Cannot start: {}", e.getMessage());
            System.exit(2);
            return;
        }
        try {
            Edge edge = Edge.start(config, Clock.systemUTC());
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform().name("shutdown").unstarted(() -> stop(edge)));
            log.info(
                    "Edge {} serves on http {}{}, admin 127.0.0.1:{}",
                    Edge.version(),
                    edge.httpPort(),
                    edge.tlsPort() == 0 ? "" : ", https " + edge.tlsPort(),
                    edge.adminPort());
        } catch (IllegalStateException e) {
            log.error("Cannot start: {}", e.getMessage());
            System.exit(1);
        }
    }

    private static void stop(Edge edge) {
        log.info("Stopping: no new connections, waiting for requests to end");
        edge.close();
        log.info("Stopped");
        // A JVM ended by a signal would report 143; being asked to stop is no failure.
        Runtime.getRuntime().halt(0);
    }
}
