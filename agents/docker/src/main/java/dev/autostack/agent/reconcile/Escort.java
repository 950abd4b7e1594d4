package dev.autostack.agent.reconcile;

import dev.autostack.agent.engine.ContainerFacts;
import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.log.LogEnd;
import dev.autostack.agent.log.LogPumps;
import dev.autostack.agent.metric.Sampler;
import dev.autostack.protocol.DesiredInstance;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes along with a container: questions for its health, its log, samples of what it uses. */
final class Escort {
    private static final Logger LOG = LoggerFactory.getLogger(Escort.class);
    private static final Duration LOG_PATIENCE = Duration.ofMinutes(2);

    private final Engine engine;
    private final Watches watches;
    private final Redactors redactors;
    private final LogPumps logs;
    private final Sampler sampler;
    private final Set<String> followed = ConcurrentHashMap.newKeySet();

    Escort(Engine engine, Watches watches, Redactors redactors, LogPumps logs, Sampler sampler) {
        this.engine = engine;
        this.watches = watches;
        this.redactors = redactors;
        this.logs = logs;
        this.sampler = sampler;
    }

    /** The process runs. */
    void begin(DesiredInstance desired, ContainerFacts facts, int hostPort) {
        watches.begin(desired, facts, hostPort);
        sampler.watch(desired.instanceId(), facts.id());
        followLog(desired.instanceId(), facts);
    }

    /** The process has ended, or is about to. Its log stays followed: it may run again. */
    void end(UUID instanceId) {
        watches.end(instanceId);
        sampler.forget(instanceId);
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

    /** The end of its log, redacted. */
    List<String> lastLines(ContainerFacts facts) {
        return LogEnd.read(engine, facts.id(), redactors.of(facts));
    }

    /**
     * A stopped container waits for its log to be durable, but not for ever: its disk is needed.
     */
    void finishLog(UUID instanceId) {
        try {
            if (!logs.finish(instanceId, LOG_PATIENCE)) {
                LOG.warn("the end of the log of {} is lost", instanceId);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted; the container stays for now");
        }
    }

    /** The container is gone. */
    void forget(String containerId) {
        redactors.forget(containerId);
        followed.remove(containerId);
    }

    /** The instance is gone. */
    void forget(UUID instanceId) {
        end(instanceId);
        logs.forget(instanceId);
    }
}
