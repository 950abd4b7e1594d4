package dev.autostack.agent;

import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.link.ControlPlane;
import dev.autostack.agent.link.Credential;
import dev.autostack.agent.link.Enrolment;
import dev.autostack.agent.link.PrivateFile;
import dev.autostack.agent.log.LogPumps;
import dev.autostack.agent.metric.Sampler;
import dev.autostack.agent.reconcile.Reconciliation;
import dev.autostack.agent.signal.Signal;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent, from {@link #start} to {@link #close}. Apps do not notice either: containers keep
 * running, and the next agent of the same data directory adopts them.
 */
public final class DockerAgent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DockerAgent.class);

    private final AgentConfig config;
    private final InstantSource clock;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    public DockerAgent(AgentConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /** The version that is reported; {@code dev} when run from classes. */
    public static String version() {
        String version = DockerAgent.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    /**
     * Enrols when that has not happened yet, waiting for the control plane if it must; then
     * everything goes on by itself.
     *
     * @throws IOException when the agent is not enrolled and cannot be
     */
    public void start() throws IOException, InterruptedException {
        ObjectMapper json = ObjectMapper.getDefault();
        var controlPlane = add(new ControlPlane(config.controlPlane(), json));
        var credentialFile =
                new PrivateFile(config.dataDirectory().resolve("credential.json"), json);
        Credential self =
                new Enrolment(controlPlane, credentialFile)
                        .credential(config.enrolmentToken(), config.name(), version());
        var engine = add(new Engine(config.engine(), json));
        var logs = add(new LogPumps(controlPlane, clock));
        var sampler = add(new Sampler(engine, controlPlane, clock));
        var changed = new Signal();
        var reconciliation =
                add(
                        new Reconciliation(
                                engine,
                                self.agentId(),
                                config.dataDirectory(),
                                json,
                                logs,
                                sampler,
                                clock,
                                changed::give));
        var poll = add(new DesiredPoll(controlPlane, reconciliation));
        var host = new HostFactsReader(config.dataDirectory());
        var reporter =
                add(
                        new Reporter(
                                controlPlane,
                                engine,
                                reconciliation,
                                poll,
                                host,
                                version(),
                                clock,
                                changed));
        logs.start();
        sampler.start();
        reconciliation.start();
        poll.start();
        reporter.start();
        LOG.info("agent {} works for {}", self.agentId(), config.controlPlane());
    }

    private <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Ends all work of the agent's own; containers stay as they are. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("closing", e);
            }
        }
    }
}
