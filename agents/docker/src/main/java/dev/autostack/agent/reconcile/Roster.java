package dev.autostack.agent.reconcile;

import dev.autostack.agent.instance.Happening;
import dev.autostack.agent.instance.Progress;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.ObservedInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far each instance is. The one place where progress changes; safe for many threads. */
public final class Roster {
    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

    private final Map<UUID, Progress> progress = new ConcurrentHashMap<>();
    private final Runnable changed;

    /**
     * @param changed runs after each change, on the thread that made it; must not block
     */
    Roster(Runnable changed) {
        this.changed = changed;
    }

    /** Moves an instance. */
    void tell(DesiredInstance desired, Happening happening) {
        Progress after =
                progress.compute(
                        desired.instanceId(),
                        (_, before) ->
                                (before == null ? Progress.fresh() : before)
                                        .next(happening, desired));
        LOG.info(
                "instance {}: {} -> {}{}",
                desired.instanceId(),
                happening.getClass().getSimpleName(),
                after.state(),
                after.cause() == null ? "" : " (" + after.cause().message() + ")");
        changed.run();
    }

    Progress of(UUID instanceId) {
        return progress.getOrDefault(instanceId, Progress.fresh());
    }

    /** Makes known that an instance is wanted. */
    void expect(UUID instanceId) {
        if (progress.putIfAbsent(instanceId, Progress.fresh()) == null) {
            changed.run();
        }
    }

    void restore(UUID instanceId, Progress before) {
        progress.put(instanceId, before);
    }

    /** Marks one that is being taken away, with what is known of its container. */
    void leaving(UUID instanceId, Happening happening, DesiredInstance lastKnown) {
        tell(lastKnown, happening);
    }

    void forget(UUID instanceId) {
        if (progress.remove(instanceId) != null) {
            changed.run();
        }
    }

    Map<UUID, Progress> all() {
        return Map.copyOf(progress);
    }

    /** As the control plane is told. */
    public List<ObservedInstance> observed() {
        var instances = new ArrayList<ObservedInstance>();
        progress.forEach((id, each) -> instances.add(each.observed(id)));
        return instances;
    }
}
