package dev.autostack.agent;

import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.engine.EngineProblem;
import dev.autostack.agent.link.ControlPlane;
import dev.autostack.agent.reconcile.Reconciliation;
import dev.autostack.agent.signal.Signal;
import dev.autostack.protocol.AgentReport;
import dev.autostack.protocol.AgentReportReply;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the control plane the whole observed state: soon after each change, and every ten seconds.
 * Changes within a few milliseconds go together. A report that fails is not kept: the next one
 * tells everything anew.
 */
final class Reporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    private static final Duration TOGETHER = Duration.ofMillis(5);
    private static final Duration REGULAR = Duration.ofSeconds(10);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private final ControlPlane controlPlane;
    private final Engine engine;
    private final Reconciliation reconciliation;
    private final DesiredPoll poll;
    private final HostFactsReader host;
    private final String version;
    private final InstantSource clock;
    private final Signal changed;
    private final Thread thread;
    private String engineVersion = "";
    private boolean reachable = true;

    Reporter(
            ControlPlane controlPlane,
            Engine engine,
            Reconciliation reconciliation,
            DesiredPoll poll,
            HostFactsReader host,
            String version,
            InstantSource clock,
            Signal changed) {
        this.controlPlane = controlPlane;
        this.engine = engine;
        this.reconciliation = reconciliation;
        this.poll = poll;
        this.host = host;
        this.version = version;
        this.clock = clock;
        this.changed = changed;
        this.thread = Thread.ofVirtual().name("reporter").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        Duration wait = Duration.ZERO;
        try {
            while (true) {
                if (changed.await(wait)) {
                    Thread.sleep(TOGETHER);
                }
                wait = reconciliation.hasLooked() ? report() : Duration.ofMillis(20);
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private Duration report() throws InterruptedException {
        try {
            askEngine();
            long applied = reconciliation.appliedVersion();
            AgentReportReply reply =
                    controlPlane.report(
                            new AgentReport(
                                    applied,
                                    clock.instant(),
                                    version,
                                    engineVersion,
                                    host.read(),
                                    reconciliation.observed(),
                                    reconciliation.trouble()));
            poll.hint(applied, reply.desiredVersion(), !reachable);
            reachable = true;
            return REGULAR;
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}", e.getMessage());
            reachable = false;
            return AFTER_FAILURE;
        }
    }

    private void askEngine() {
        if (!engineVersion.isEmpty() && host.knowsDockerRoot()) {
            return;
        }
        try {
            engineVersion = engine.version().version();
            host.dockerRoot(engine.rootDirectory());
        } catch (EngineProblem e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
