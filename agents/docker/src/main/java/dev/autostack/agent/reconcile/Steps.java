package dev.autostack.agent.reconcile;

import dev.autostack.agent.cause.Causes;
import dev.autostack.agent.cause.Ending;
import dev.autostack.agent.engine.ContainerFacts;
import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.engine.EngineProblem;
import dev.autostack.agent.instance.Happening;
import dev.autostack.agent.instance.Labels;
import dev.autostack.agent.instance.Progress;
import dev.autostack.agent.log.LogEnd;
import dev.autostack.agent.log.LogPumps;
import dev.autostack.agent.metric.Sampler;
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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what a plan says. Each step blocks its thread and may be repeated. */
final class Steps {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration LOG_PATIENCE = Duration.ofMinutes(2);

    private final Engine engine;
    private final Launch launch;
    private final EnvironmentNetworks networks;
    private final Ports ports;
    private final Roster roster;
    private final Watches watches;
    private final Endings endings;
    private final Redactors redactors;
    private final LogPumps logs;
    private final Sampler sampler;
    private final InstantSource clock;
    private final Set<String> followed = ConcurrentHashMap.newKeySet();

    Steps(
            Engine engine,
            Launch launch,
            EnvironmentNetworks networks,
            Ports ports,
            Roster roster,
            Watches watches,
            Endings endings,
            Redactors redactors,
            LogPumps logs,
            Sampler sampler,
            InstantSource clock) {
        this.engine = engine;
        this.launch = launch;
        this.networks = networks;
        this.ports = ports;
        this.roster = roster;
        this.watches = watches;
        this.endings = endings;
        this.redactors = redactors;
        this.logs = logs;
        this.sampler = sampler;
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

    /**
     * Reads the log of each container that is there, whatever its state: it may hold the reason.
     */
    void followLogs(List<Observed.Container> containers) {
        for (Observed.Container container : containers) {
            if (!followed.contains(container.id())) {
                engine.containers()
                        .inspect(container.id())
                        .ifPresent(facts -> followLog(container.labels().instance(), facts));
            }
        }
    }

    private void followLog(UUID instanceId, ContainerFacts facts) {
        String path = facts.logPath();
        if (path != null && !path.isEmpty() && followed.add(facts.id())) {
            logs.follow(instanceId, facts, redactors.of(facts));
        }
    }

    private void watch(DesiredInstance desired, Launch.Running running) {
        watches.begin(desired, running.facts(), running.hostPort());
        sampler.watch(desired.instanceId(), running.facts().id());
        followLog(desired.instanceId(), running.facts());
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
        watches.end(desired.instanceId());
        if (runs) {
            // The engine itself has started it again: after its own restart, or quicker than we.
            if (toldExit >= 0) {
                exited(desired, facts, toldExit);
            }
            adopt(desired, facts);
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
        sampler.forget(desired.instanceId());
        List<String> lines = LogEnd.read(engine, facts.id(), redactors.of(facts));
        boolean outOfMemory =
                facts.state().oomKilled() || endings.outOfMemoryLately(facts.id(), now);
        Ending.Verdict verdict =
                new Ending(
                                exitCode,
                                outOfMemory,
                                roster.of(desired.instanceId()).onceHealthy(),
                                desired.limits().memoryBytes(),
                                program(facts),
                                lines)
                        .verdict();
        roster.tell(desired, new Happening.Exited(verdict.cause(), verdict.lasting(), now));
    }

    private void halt(Action.Halt action, @Nullable DesiredInstance lastKnown) {
        watches.end(action.instanceId());
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
        watches.end(action.instanceId());
        tellLeaving(lastKnown, new Happening.Stopping());
        Integer seconds = facts.config().stopTimeoutSeconds();
        stop(containerId, action.paused(), seconds == null ? STOP : Duration.ofSeconds(seconds));
        sampler.forget(action.instanceId());
        tellLeaving(lastKnown, new Happening.Stopped());
        finishLog(action.instanceId());
        discard(containerId);
        logs.forget(action.instanceId());
        ports.release(port(facts));
    }

    /** The container waits for its log to be durable, but not for ever: its disk is needed. */
    private void finishLog(UUID instanceId) {
        try {
            if (!logs.finish(instanceId, LOG_PATIENCE)) {
                LOG.warn("the end of the log of {} is lost", instanceId);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted; the container stays for now");
        }
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
        redactors.forget(containerId);
        followed.remove(containerId);
    }

    private void stop(String containerId, boolean paused, Duration patience) {
        if (paused) {
            engine.containers().unpause(containerId); // a paused process hears no signal
        }
        engine.containers().stop(containerId, patience);
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
