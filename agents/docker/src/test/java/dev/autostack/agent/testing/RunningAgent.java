package dev.autostack.agent.testing;

import static org.awaitility.Awaitility.await;

import dev.autostack.agent.AgentConfig;
import dev.autostack.agent.DockerAgent;
import dev.autostack.agent.engine.ContainerSummary;
import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.engine.NetworkSummary;
import dev.autostack.agent.instance.Labels;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.ObservedInstance;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * An agent on a real engine with a control plane of its own. Closing removes every container and
 * network that this agent made, and nothing else.
 */
public final class RunningAgent implements AutoCloseable {
    static {
        // Conditions end a wait; a deadline only ends a test that hangs, also on a busy machine.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    }

    private final SimulatedControlPlane controlPlane;
    private final Path data;
    private final URI engineAddress;
    private final Engine engine;
    private @Nullable DockerAgent agent;

    private RunningAgent(SimulatedControlPlane controlPlane, Path data, URI engineAddress) {
        this.controlPlane = controlPlane;
        this.data = data;
        this.engineAddress = engineAddress;
        this.engine = new Engine(engineAddress, ObjectMapper.getDefault());
    }

    public static RunningAgent started(Path data) throws IOException, InterruptedException {
        return started(data, AgentConfig.LOCAL_ENGINE);
    }

    /** Nothing is started yet. */
    public static RunningAgent prepared(Path data) throws IOException {
        return new RunningAgent(SimulatedControlPlane.started(), data, AgentConfig.LOCAL_ENGINE);
    }

    /** Whether an agent has redeemed its token. */
    public boolean enrolled() {
        return Files.exists(data.resolve("credential.json"));
    }

    public static RunningAgent started(Path data, URI engine)
            throws IOException, InterruptedException {
        var running = new RunningAgent(SimulatedControlPlane.started(), data, engine);
        running.start();
        return running;
    }

    /** Starts another agent of the same identity. */
    public void start() throws IOException, InterruptedException {
        agent = new DockerAgent(config(), InstantSource.system());
        agent.start();
    }

    public AgentConfig config() {
        return new AgentConfig(
                controlPlane.address(),
                data,
                engineAddress,
                SimulatedControlPlane.TOKEN,
                "test-agent");
    }

    public void stop() {
        if (agent != null) {
            agent.close();
            agent = null;
        }
    }

    public SimulatedControlPlane controlPlane() {
        return controlPlane;
    }

    public Engine engine() {
        return engine;
    }

    public void want(Sample... samples) {
        controlPlane.want(
                Arrays.stream(samples)
                        .map(Sample::instance)
                        .toArray(dev.autostack.protocol.DesiredInstance[]::new));
    }

    public ObservedInstance awaitState(Sample sample, InstanceState state) {
        return awaitState(sample, state, Duration.ofMinutes(2));
    }

    public ObservedInstance awaitState(Sample sample, InstanceState state, Duration longest) {
        await().atMost(longest)
                .pollInterval(Duration.ofMillis(20))
                .failFast(
                        "it ended otherwise",
                        () -> state != InstanceState.FAILED && isIn(sample, InstanceState.FAILED))
                .until(() -> isIn(sample, state));
        return controlPlane.observed(sample.id()).orElseThrow();
    }

    private boolean isIn(Sample sample, InstanceState state) {
        return controlPlane.observed(sample.id()).filter(each -> each.state() == state).isPresent();
    }

    public List<ContainerSummary> containers() {
        return engine.containers().list(Labels.AGENT, controlPlane.agentId().toString());
    }

    public List<ContainerSummary> containers(UUID instanceId) {
        return containers().stream()
                .filter(each ->
                        Labels.parse(each.labelMap())
                                .filter(labels -> labels.instance().equals(instanceId))
                                .isPresent())
                .toList();
    }

    public List<NetworkSummary> networks() {
        return engine.networks().list(Labels.AGENT, controlPlane.agentId().toString());
    }

    @Override
    public void close() {
        stop();
        controlPlane.close();
        if (!enrolled()) {
            engine.close();
            return;
        }
        containers().forEach(each -> engine.containers().remove(each.id()));
        networks().forEach(each -> engine.networks().remove(each.id()));
        engine.close();
    }
}
