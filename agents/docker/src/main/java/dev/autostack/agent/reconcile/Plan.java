package dev.autostack.agent.reconcile;

import dev.autostack.agent.instance.Progress;
import dev.autostack.agent.reconcile.Observed.Container;
import dev.autostack.agent.reconcile.Observed.ContainerState;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.InstanceState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What to do now, and when to look again at the latest (null: nothing is waiting). Computed from
 * the whole desired and the whole observed state; it remembers nothing, so a lost event or a lost
 * process only delays it.
 */
record Plan(List<Action> actions, @Nullable Instant wakeAt) {
    Plan {
        actions = List.copyOf(actions);
    }

    static Plan of(Wanted wanted, Observed observed) {
        return new Planning(wanted, observed).plan();
    }

    /** One run of the planner. */
    private static final class Planning {
        private final Wanted wanted;
        private final Observed observed;
        private final List<Action> actions = new ArrayList<>();
        private @Nullable Instant wakeAt;

        private Planning(Wanted wanted, Observed observed) {
            this.wanted = wanted;
            this.observed = observed;
        }

        private Plan plan() {
            Map<UUID, List<Container>> byInstance = new LinkedHashMap<>();
            for (Container container : observed.containers()) {
                byInstance
                        .computeIfAbsent(container.labels().instance(), _ -> new ArrayList<>())
                        .add(container);
            }
            var ids = new HashSet<UUID>();
            for (DesiredInstance desired : wanted.instances()) {
                ids.add(desired.instanceId());
                if (!observed.busy().contains(desired.instanceId())) {
                    wanted(desired, byInstance.getOrDefault(desired.instanceId(), List.of()));
                }
            }
            if (wanted.complete()) {
                byInstance.forEach((id, containers) -> {
                    if (!ids.contains(id)) {
                        unwanted(id, containers);
                    }
                });
                forgotten(ids, byInstance.keySet());
                networks();
            }
            return new Plan(actions, wakeAt);
        }

        private void wanted(DesiredInstance desired, List<Container> containers) {
            UUID id = desired.instanceId();
            Progress progress = observed.progress().getOrDefault(id, Progress.fresh());
            Long newest = wanted.stale().get(id);
            if (newest != null && containers.isEmpty()) {
                if (progress.state() != InstanceState.FAILED) {
                    actions.add(new Action.Refuse(desired, newest));
                }
                return;
            }
            Container container = choose(containers, progress);
            for (Container other : containers) {
                if (!other.equals(container)) {
                    actions.add(new Action.Discard(id, other.id()));
                    return; // one action at a time for an instance
                }
            }
            if (progress.state() == InstanceState.FAILED) {
                failed(id, container);
            } else if (container == null) {
                if (due(progress) && wanted.complete()) {
                    actions.add(new Action.Launch(desired));
                }
            } else {
                present(desired, container, progress);
            }
        }

        private void failed(UUID id, @Nullable Container container) {
            if (container == null) {
                return;
            }
            switch (container.state()) {
                case RUNNING, RESTARTING -> actions.add(new Action.Halt(id, container.id(), false));
                case PAUSED -> actions.add(new Action.Halt(id, container.id(), true));
                case CREATED, EXITED, DEAD, REMOVING -> {}
            }
        }

        private void present(DesiredInstance desired, Container container, Progress progress) {
            UUID id = desired.instanceId();
            String containerId = container.id();
            boolean believedRunning =
                    containerId.equals(progress.containerId())
                            && switch (progress.state()) {
                                case PROBING, HEALTHY -> true;
                                case UNHEALTHY -> progress.nextStartAt() == null;
                                default -> false;
                            };
            switch (container.state()) {
                case RUNNING -> running(desired, container, progress);
                case PAUSED -> actions.add(new Action.Unpause(id, containerId));
                case RESTARTING -> actions.add(new Action.Examine(desired, containerId));
                case EXITED -> {
                    if (believedRunning) {
                        actions.add(new Action.Examine(desired, containerId));
                    } else if (due(progress)) {
                        actions.add(new Action.StartAgain(desired, containerId));
                    }
                }
                case CREATED -> {
                    if (due(progress)) {
                        actions.add(new Action.StartAgain(desired, containerId));
                    }
                }
                case DEAD -> actions.add(new Action.Discard(id, containerId));
                case REMOVING -> {}
            }
        }

        private void running(DesiredInstance desired, Container container, Progress progress) {
            UUID id = desired.instanceId();
            if (progress.state() == InstanceState.UNHEALTHY && progress.nextStartAt() != null) {
                actions.add(new Action.Halt(id, container.id(), false));
            } else if (!container.attached()) {
                actions.add(new Action.Reattach(desired, container.id()));
            } else if (observed.suspects().contains(container.id())) {
                actions.add(new Action.Examine(desired, container.id()));
            } else if (!container.id().equals(observed.watched().get(id))) {
                actions.add(new Action.Adopt(desired, container.id()));
            }
        }

        /** The container this instance goes on with: the known one, else the one that runs. */
        private static @Nullable Container choose(List<Container> containers, Progress progress) {
            Container best = null;
            for (Container container : containers) {
                if (container.id().equals(progress.containerId())) {
                    return container;
                }
                if (best == null
                        || (container.state() == ContainerState.RUNNING
                                && best.state() != ContainerState.RUNNING)) {
                    best = container;
                }
            }
            return best;
        }

        /** Whether its pause is over; remembers when it will be. */
        private boolean due(Progress progress) {
            Instant next = progress.nextStartAt();
            if (next == null || !next.isAfter(observed.now())) {
                return true;
            }
            if (wakeAt == null || next.isBefore(wakeAt)) {
                wakeAt = next;
            }
            return false;
        }

        private void unwanted(UUID id, List<Container> containers) {
            if (observed.launching().contains(id)) {
                actions.add(new Action.Cancel(id));
                return;
            }
            if (observed.busy().contains(id)) {
                return;
            }
            for (Container container : containers) {
                if (container.state() != ContainerState.REMOVING) {
                    actions.add(
                            new Action.Retire(
                                    id,
                                    container.id(),
                                    container.state() == ContainerState.PAUSED));
                    return;
                }
            }
        }

        private void forgotten(Set<UUID> desired, Set<UUID> present) {
            for (UUID id : observed.progress().keySet()) {
                if (desired.contains(id) || present.contains(id)) {
                    continue;
                }
                if (observed.launching().contains(id)) {
                    actions.add(new Action.Cancel(id));
                } else if (!observed.busy().contains(id)) {
                    actions.add(new Action.Forget(id));
                }
            }
        }

        private void networks() {
            var used = new HashMap<UUID, Boolean>();
            wanted.instances().forEach(desired -> used.put(desired.environmentId(), true));
            observed.containers()
                    .forEach(container -> used.put(container.labels().environment(), true));
            for (Observed.Network network : observed.networks()) {
                if (!used.containsKey(network.environment())) {
                    actions.add(new Action.RemoveNetwork(network.id(), network.environment()));
                }
            }
        }
    }
}
