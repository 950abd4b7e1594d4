package dev.autostack.agent.reconcile;

import dev.autostack.agent.instance.Labels;
import dev.autostack.agent.instance.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What is there: containers and networks of this agent, how far each instance is, which are watched
 * for health (instance to container), which have work in hand, and which containers the engine told
 * news of that nobody looked into yet.
 */
record Observed(
        List<Container> containers,
        List<Network> networks,
        Map<UUID, Progress> progress,
        Map<UUID, String> watched,
        Set<UUID> busy,
        Set<UUID> launching,
        Set<String> suspects,
        Instant now) {

    Observed {
        containers = List.copyOf(containers);
        networks = List.copyOf(networks);
        progress = Map.copyOf(progress);
        watched = Map.copyOf(watched);
        busy = Set.copyOf(busy);
        launching = Set.copyOf(launching);
        suspects = Set.copyOf(suspects);
    }

    /** The states of a container, as the engine names them. */
    enum ContainerState {
        CREATED,
        RUNNING,
        PAUSED,
        RESTARTING,
        REMOVING,
        EXITED,
        DEAD
    }

    /** One container of ours. {@code attached}: it is in its environment's network. */
    record Container(String id, Labels labels, ContainerState state, boolean attached) {}

    /** One network of ours. */
    record Network(String id, String name, UUID environment) {}
}
