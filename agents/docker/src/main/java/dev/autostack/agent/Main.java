package dev.autostack.agent;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an agent as its own process, set up by environment variables (README.md). */
public final class Main {
    static {
        // Before the first logger: inside standalone another configuration applies.
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-agent.xml");
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        DockerAgent agent;
        try {
            agent =
                    new DockerAgent(
                            AgentConfig.ofEnvironment(System.getenv()), InstantSource.system());
            agent.start();
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("{}", e.getMessage());
            System.exit(1);
            return;
        }
        var ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(() -> {
                                    agent.close();
                                    ended.countDown();
                                }));
        ended.await();
    }
}
