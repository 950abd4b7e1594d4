package dev.autostack.agent.reconcile;

import dev.autostack.protocol.DesiredInstance;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What should be there. {@code complete}: told by the control plane since this process started; a
 * state from disk lacks the variables, so nothing new can be made from it and nothing is removed.
 * {@code stale} instances are of an older generation than the environment has had ({@code newest}).
 */
record Wanted(List<DesiredInstance> instances, Map<UUID, Long> stale, boolean complete) {
    Wanted {
        instances = List.copyOf(instances);
        stale = Map.copyOf(stale);
    }
}
