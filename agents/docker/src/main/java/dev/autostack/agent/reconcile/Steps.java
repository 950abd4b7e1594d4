package dev.autostack.agent.reconcile;

import dev.autostack.agent.cause.Causes;
import dev.autostack.agent.cause.Ending;
import dev.autostack.agent.engine.ContainerFacts;
import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.engine.EngineProblem;
import dev.autostack.agent.instance.Happening;
import dev.autostack.agent.instance.Labels;
import dev.autostack.agent.instance.Progress;
import dev.autostack.agent.network.EnvironmentNetworks;
import dev.autostack.agent.port.Ports;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.DesiredState;
import dev.autostack.protocol.InstanceState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what a plan says. Each step blocks its thread and may be repeated. */
final class Steps {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Engine engine;
    private final Launch launch;
    private final EnvironmentNetworks networks;
    private final Ports ports;
    private final Roster roster;
    private final Escort escort;
    private final Endings endings;
    private final InstantSource clock;

    Steps(
            Engine engine,
            Launch launch,
            EnvironmentNetworks networks,
            Ports ports,
            Roster roster,
            Escort escort,
            Endings endings,
            InstantSource clock) {
        this.engine = engine;
        this.launch = launch;
        this.networks = networks;
        this.ports = ports;
        this.roster = roster;
        this.escort = escort;
        this.endings = endings;
        this.clock = clock;
    }

    /**
     * @param lastKnown the instance as it was last wanted; null for one this agent never was told
     *     of
     */
    void take(Action.OnInstance action, DesiredState state, @Nullable DesiredInstance lastKnown) {
        switch (action) {
            case Action.Launch a ->
                    launch.run(a.desired(), state)
                            .ifPresent(running -> watch(a.desired(), running));
            case Action.StartAgain a -> startAgain(a);
            case Action.Examine a -> examine(a);
            case Action.Adopt a -> adopt(a.desired(), a.containerId());
            case Action.Halt a -> halt(a, lastKnown);
            case Action.Unpause a -> engine.containers().unpause(a.containerId());
            case Action.Reattach a -> reattach(a);
            case Action.Retire a -> retire(a, lastKnown);
            case Action.Discard a -> discard(a.containerId());
            case Action.Refuse a ->
                    roster.tell(
                            a.desired(),
                            new Happening.Refused(
                                    Causes.staleGeneration(a.desired().generation(), a.newest())));
            case Action.Forget a -> roster.forget(a.instanceId());
        }
    }

    void removeNetwork(Action.RemoveNetwork remove) {
        try {
            engine.networks().remove(remove.networkId());
            LOG.info("removed the network of environment {}", remove.environment());
        } catch (EngineProblem e) {
            LOG.warn("{}", e.getMessage()); // still in use; the next look tries again
        }
    }

    private void watch(DesiredInstance desired, Launch.Running running) {
        escort.begin(desired, running.facts(), running.hostPort());
    }

    private void startAgain(Action.StartAgain action) {
        Optional<ContainerFacts> facts = engine.containers().inspect(action.containerId());
        if (facts.isEmpty()) {
            return;
        }
        endings.settle(action.containerId());
        launch.again(action.desired(), action.containerId(), port(facts.get()))
                .ifPresent(running -> watch(action.desired(), running));
    }

    /** Goes on with a container that runs. */
    private void adopt(DesiredInstance desired, String containerId) {
        engine.containers()
                .inspect(containerId)
                .filter(facts -> facts.state().running() && !facts.state().restarting())
                .ifPresent(facts -> adopt(desired, facts));
    }

    private void adopt(DesiredInstance desired, ContainerFacts facts) {
        int port = port(facts);
        ports.hold(port);
        roster.tell(desired, new Happening.Found(facts.id(), port, facts.state().startedAt()));
        watch(desired, new Launch.Running(facts, port));
    }

    /** The engine told of an end, or a container that should run does not. */
    private void examine(Action.Examine action) {
        DesiredInstance desired = action.desired();
        Optional<ContainerFacts> found = engine.containers().inspect(action.containerId());
        int toldExit = endings.settle(action.containerId());
        if (found.isEmpty()) {
            return;
        }
        ContainerFacts facts = found.get();
        Progress before = roster.of(desired.instanceId());
        boolean runs = facts.state().running() && !facts.state().restarting();
        if (runs && facts.state().startedAt().equals(before.startedAt())) {
            return; // a hint about an older process
        }
        escort.end(desired.instanceId());
        if (runs) {
            // The engine itself has started it again: after its own restart, or quicker than we.
            if (toldExit >= 0) {
                exited(desired, facts, toldExit);
            }
            if (roster.of(desired.instanceId()).state() != InstanceState.FAILED) {
                adopt(desired, facts);
            }
            return;
        }
        if (facts.state().restarting()) {
            // From here on our own back-off decides, not the engine's.
            engine.containers().stop(facts.id(), Duration.ZERO);
        }
        if (endings.engineWasAway(facts.state().finishedAt())) {
            roster.tell(desired, new Happening.Interrupted(clock.instant()));
        } else {
            exited(desired, facts, facts.state().exitCode());
        }
    }

    private void exited(DesiredInstance desired, ContainerFacts facts, int exitCode) {
        Instant now = clock.instant();
        List<String> lines = escort.lastLines(facts);
        boolean outOfMemory =
                facts.state().oomKilled() || endings.outOfMemoryLately(facts.id(), now);
        Ending.Verdict verdict =
                new Ending(
                                exitCode,
                                outOfMemory,
                                roster.of(desired.instanceId()).onceHealthy(),
                                desired.limits().memoryBytes(),
                                program(facts),
                                foreign(facts),
                                lines)
                        .verdict();
        roster.tell(desired, new Happening.Exited(verdict.cause(), verdict.lasting(), now));
    }

    private void halt(Action.Halt action, @Nullable DesiredInstance lastKnown) {
        escort.end(action.instanceId());
        stop(action.containerId(), action.paused(), patience(lastKnown));
        endings.settle(action.containerId());
        if (lastKnown != null) {
            roster.tell(lastKnown, new Happening.Halted());
        }
    }

    private void reattach(Action.Reattach action) {
        LOG.warn("{} has lost its network", action.desired().instanceId());
        String network = networks.ensure(action.desired()).id();
        engine.containers().stop(action.containerId(), patience(action.desired()));
        engine.networks().connect(network, action.containerId());
        startAgain(new Action.StartAgain(action.desired(), action.containerId()));
    }

    private void retire(Action.Retire action, @Nullable DesiredInstance lastKnown) {
        String containerId = action.containerId();
        Optional<ContainerFacts> found = engine.containers().inspect(containerId);
        if (found.isEmpty()) {
            return;
        }
        ContainerFacts facts = found.get();
        escort.end(action.instanceId());
        tellLeaving(lastKnown, new Happening.Stopping());
        Integer seconds = facts.config().stopTimeoutSeconds();
        stop(containerId, action.paused(), seconds == null ? STOP : Duration.ofSeconds(seconds));
        tellLeaving(lastKnown, new Happening.Stopped());
        escort.finishLog(action.instanceId());
        discard(containerId);
        escort.forget(action.instanceId());
        ports.release(port(facts));
    }

    private void tellLeaving(@Nullable DesiredInstance lastKnown, Happening happening) {
        if (lastKnown != null
                && roster.of(lastKnown.instanceId()).state() != InstanceState.STOPPED) {
            roster.tell(lastKnown, happening);
        }
    }

    private void discard(String containerId) {
        engine.containers().remove(containerId);
        endings.forget(containerId);
        escort.forget(containerId);
    }

    private void stop(String containerId, boolean paused, Duration patience) {
        if (paused) {
            engine.containers().unpause(containerId); // a paused process hears no signal
        }
        engine.containers().stop(containerId, patience);
    }

    private Ending.@Nullable Foreign foreign(ContainerFacts facts) {
        String host = engine.version().architecture();
        return engine.images()
                .find(facts.imageId())
                .filter(image -> !image.architecture().equals(host))
                .map(image -> new Ending.Foreign(image.architecture(), host))
                .orElse(null);
    }

    private static Duration patience(@Nullable DesiredInstance desired) {
        return desired == null ? STOP : Duration.ofMillis(desired.stopTimeoutMs());
    }

    private static int port(ContainerFacts facts) {
        return Labels.parse(facts.config().labelMap()).map(Labels::port).orElse(0);
    }

    private static String program(ContainerFacts facts) {
        List<String> cmd = facts.config().cmd();
        return cmd == null || cmd.isEmpty() ? "of the image" : cmd.getFirst();
    }
}
