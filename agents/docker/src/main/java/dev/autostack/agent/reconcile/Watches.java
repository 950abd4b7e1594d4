package dev.autostack.agent.reconcile;

import dev.autostack.agent.cause.Causes;
import dev.autostack.agent.engine.ContainerFacts;
import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.engine.EngineProblem;
import dev.autostack.agent.health.Answer;
import dev.autostack.agent.health.Asked;
import dev.autostack.agent.health.Judge;
import dev.autostack.agent.health.Prober;
import dev.autostack.agent.instance.Happening;
import dev.autostack.agent.instance.Progress;
import dev.autostack.agent.log.LogEnd;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.InstanceState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health questions of all running instances, one thread each. A watch tells the roster what it
 * finds and ends when the instance is given up, falls sick, or is no longer watched.
 */
final class Watches {
    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

    private final Engine engine;
    private final Prober prober;
    private final Roster roster;
    private final Redactors redactors;
    private final Endings endings;
    private final InstantSource clock;
    private final Map<UUID, Watch> running = new ConcurrentHashMap<>();

    private record Watch(String containerId, Thread thread) {}

    /** Only the newest watch of an instance may speak. */
    private boolean isOver(UUID instanceId) {
        Watch watch = running.get(instanceId);
        return watch == null || !watch.thread.equals(Thread.currentThread());
    }

    Watches(
            Engine engine,
            Prober prober,
            Roster roster,
            Redactors redactors,
            Endings endings,
            InstantSource clock) {
        this.engine = engine;
        this.prober = prober;
        this.roster = roster;
        this.redactors = redactors;
        this.endings = endings;
        this.clock = clock;
    }

    /** Watches a running container, in place of any other of the instance. */
    void begin(DesiredInstance desired, ContainerFacts facts, int hostPort) {
        UUID id = desired.instanceId();
        end(id);
        Thread thread =
                Thread.ofVirtual()
                        .name("health of " + id)
                        .unstarted(() -> watch(desired, facts, hostPort));
        running.put(id, new Watch(facts.id(), thread));
        thread.start();
    }

    void end(UUID instanceId) {
        Watch watch = running.remove(instanceId);
        if (watch != null) {
            watch.thread.interrupt();
        }
    }

    void endAll() {
        running.keySet().forEach(this::end);
    }

    /** Instance to watched container. */
    Map<UUID, String> all() {
        var all = new HashMap<UUID, String>();
        running.forEach((id, watch) -> all.put(id, watch.containerId));
        return all;
    }

    private void watch(DesiredInstance desired, ContainerFacts facts, int hostPort) {
        try {
            ask(desired, facts, hostPort);
        } catch (InterruptedException _) {
            // Ended from outside.
        } catch (RuntimeException e) {
            LOG.error("health of {}", desired.instanceId(), e);
            running.remove(desired.instanceId()); // the next look begins another
        }
    }

    private void ask(DesiredInstance desired, ContainerFacts facts, int hostPort)
            throws InterruptedException {
        UUID id = desired.instanceId();
        Instant startedAt = facts.state().startedAt();
        var asked =
                new Asked(
                        facts.id(),
                        hostPort,
                        desired.containerPort(),
                        facts.address(),
                        facts.state().pid());
        Progress before = roster.of(id);
        Judge judge =
                Judge.of(
                        desired.health(),
                        startedAt,
                        before.onceHealthy()
                                ? clock.instant().plusMillis(desired.startDeadlineMs())
                                : before.startDeadline(desired, clock.instant()),
                        before.state() == InstanceState.HEALTHY);
        Duration timeout = Duration.ofMillis(Math.max(1, desired.health().timeoutMs()));
        if (before.state() == InstanceState.HEALTHY) {
            keepAlive(facts);
        }
        while (!Thread.interrupted()) {
            Answer answer = prober.ask(desired.health().probe(), asked, timeout, startedAt);
            judge = judge.hear(answer, clock.instant());
            switch (judge.ruling()) {
                case Judge.Ruling.Wait _ -> {}
                case Judge.Ruling.Pass _ -> {
                    roster.tell(desired, new Happening.Passed(clock.instant()));
                    keepAlive(facts);
                }
                case Judge.Ruling.Sick sick -> {
                    conclude(
                            desired,
                            facts,
                            sick.cause(),
                            cause -> new Happening.Sickened(cause, clock.instant()));
                    return;
                }
                case Judge.Ruling.GiveUp giveUp -> {
                    conclude(
                            desired,
                            facts,
                            giveUp.cause(),
                            cause -> new Happening.NeverPassed(cause, clock.instant()));
                    return;
                }
            }
            Thread.sleep(judge.pause(clock.instant()));
        }
    }

    /**
     * From its first health on the engine itself starts the container again after a reboot or a
     * restart of dockerd: so it comes back also when nobody of us is there.
     */
    private void keepAlive(ContainerFacts facts) {
        try {
            engine.containers().setRestart(facts.id(), "unless-stopped");
        } catch (EngineProblem e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    /** Tells the end of a watch, unless the process has ended: then that is what counts. */
    private void conclude(
            DesiredInstance desired,
            ContainerFacts facts,
            Cause cause,
            Function<Cause, Happening> happening)
            throws InterruptedException {
        if (!stillRuns(facts)) {
            return;
        }
        Cause full = full(desired, facts, cause);
        if (Thread.interrupted() || isOver(desired.instanceId())) {
            throw new InterruptedException();
        }
        running.remove(desired.instanceId());
        roster.tell(desired, happening.apply(full));
    }

    /** How a process ended says more than that it does not answer: the examination tells that. */
    private boolean stillRuns(ContainerFacts facts) throws InterruptedException {
        try {
            Optional<ContainerFacts> now = engine.containers().inspect(facts.id());
            boolean runs =
                    now.isPresent()
                            && now.get().state().running()
                            && !now.get().state().restarting()
                            && now.get().state().startedAt().equals(facts.state().startedAt());
            if (!runs) {
                endings.suspect(facts.id());
            }
            return runs;
        } catch (EngineProblem.Interrupted e) {
            throw new InterruptedException();
        } catch (EngineProblem e) {
            return true;
        }
    }

    private Cause full(DesiredInstance desired, ContainerFacts facts, Cause cause) {
        Cause deeper =
                endings.outOfMemoryLately(facts.id(), clock.instant())
                        ? Causes.outOfMemory(desired.limits().memoryBytes())
                        : cause;
        return Causes.withLines(deeper, LogEnd.read(engine, facts.id(), redactors.of(facts)));
    }
}
