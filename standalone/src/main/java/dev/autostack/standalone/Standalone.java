package dev.autostack.standalone;

import dev.autostack.agent.AgentConfig;
import dev.autostack.agent.DockerAgent;
import dev.autostack.controlplane.agent.LocalHost;
import dev.autostack.controlplane.worker.Enrolments;
import dev.autostack.protocol.EnrolmentKind;
import dev.autostack.standalone.postgres.PostgresServer;
import dev.autostack.worker.BuildWorker;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Control plane, worker and Docker agent in one JVM, with a Postgres of their own. The parts speak
 * the same HTTP to each other as anywhere; this class only starts them in order and gives each its
 * enrolment token. The edge is a process of its own and finds its token in {@code edge-token}.
 */
public final class Standalone implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

    private final StandaloneConfig config;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Standalone(StandaloneConfig config) {
        this.config = config;
    }

    public static void main(String[] arguments) throws Exception {
        var standalone = new Standalone(StandaloneConfig.of(System.getenv()));
        Runtime.getRuntime().addShutdownHook(new Thread(standalone::close, "stop"));
        try {
            standalone.start();
        } catch (Exception e) {
            LOG.error("AutoStack does not start: {}", e.getMessage(), e);
            System.exit(1);
        }
        standalone.closed.await();
    }

    private void start() throws IOException, InterruptedException {
        Files.createDirectories(config.home());
        PostgresServer postgres =
                add(PostgresServer.start(config.home().resolve("postgres"), config.postgresPort()));
        ApplicationContext context = add(controlPlane(postgres));
        context.getBean(EmbeddedServer.class).start();
        LOG.info(
                "ready on http://{}:{} after {} ms",
                config.host(),
                config.port(),
                sinceProcessStart().toMillis());
        if (config.machines()) {
            startMachines(context);
        }
        add(new LocalFiles(context, config.home(), publicUrl())).start();
    }

    private ApplicationContext controlPlane(PostgresServer postgres) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("datasources.default.url", postgres.jdbcUrl());
        properties.put("datasources.default.username", postgres.user());
        properties.put("datasources.default.password", postgres.password());
        properties.put("datasources.default.maximum-pool-size", 12);
        properties.put("datasources.default.minimum-idle", 2);
        properties.put("micronaut.server.host", config.host());
        properties.put("micronaut.server.port", config.port());
        properties.put(
                "autostack.data-directory", config.home().resolve("control-plane").toString());
        properties.put("autostack.base-domain", config.baseDomain());
        properties.put("autostack.public-url", publicUrl());
        properties.put("autostack.web-directory", config.webDirectory());
        properties.put("autostack.registry.address", "127.0.0.1:" + config.registryPort());
        properties.put("autostack.edge.entrance", "http://127.0.0.1:" + config.edgePort());
        return ApplicationContext.builder().properties(properties).banner(false).start();
    }

    /** Counted from the process's start, so that the virtual machine's own start is part of it. */
    private static Duration sinceProcessStart() {
        InstantSource clock = InstantSource.system();
        Instant now = clock.instant();
        return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
    }

    private String publicUrl() {
        return "http://localhost:" + config.port();
    }

    private void startMachines(ApplicationContext context)
            throws IOException, InterruptedException {
        Enrolments enrolments = context.getBean(Enrolments.class);
        UUID host = context.getBean(LocalHost.class).id();
        URI controlPlane = URI.create("http://127.0.0.1:" + config.port());

        var worker =
                new BuildWorker(
                        config.worker()
                                .withEnrolmentToken(
                                        enrolments
                                                .issue(EnrolmentKind.WORKER, null, null)
                                                .token()));
        worker.start();
        add(worker);

        Path agentData = config.home().resolve("agent");
        var agent =
                new DockerAgent(
                        new AgentConfig(
                                controlPlane,
                                agentData,
                                AgentConfig.LOCAL_ENGINE,
                                enrolments.issue(EnrolmentKind.AGENT, null, host).token(),
                                "local"),
                        InstantSource.system());
        agent.start();
        add(agent);
    }

    private <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /**
     * Stops the parts in the reverse of their order; what fails to stop does not keep the others.
     */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            @Nullable AutoCloseable part = parts.poll();
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                LOG.warn("stopping: {}", e.getMessage());
            }
        }
        closed.countDown();
    }
}
