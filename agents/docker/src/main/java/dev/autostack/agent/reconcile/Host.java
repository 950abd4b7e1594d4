package dev.autostack.agent.reconcile;

import dev.autostack.agent.engine.ContainerSummary;
import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.engine.NetworkSummary;
import dev.autostack.agent.instance.Labels;
import dev.autostack.agent.reconcile.Observed.Container;
import dev.autostack.agent.reconcile.Observed.ContainerState;
import dev.autostack.agent.reconcile.Observed.Network;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** What of ours is on the host, as the engine lists it: containers, networks, images in use. */
record Host(List<Container> containers, List<Network> networks, Set<String> images) {
    Host {
        containers = List.copyOf(containers);
        networks = List.copyOf(networks);
        images = Set.copyOf(images);
    }

    static Host look(Engine engine, UUID agent) {
        var networks = new ArrayList<Network>();
        var networkIds = new HashSet<String>();
        for (NetworkSummary each : engine.networks().list(Labels.AGENT, agent.toString())) {
            Labels.environmentOf(each.labelMap())
                    .ifPresent(environment -> {
                        networks.add(new Network(each.id(), each.name(), environment));
                        networkIds.add(each.id());
                    });
        }
        var containers = new ArrayList<Container>();
        var images = new HashSet<String>();
        for (ContainerSummary each : engine.containers().list(Labels.AGENT, agent.toString())) {
            Labels.parse(each.labelMap())
                    .ifPresent(labels -> {
                        images.add(each.image());
                        containers.add(
                                new Container(
                                        each.id(),
                                        labels,
                                        state(each.state()),
                                        attached(each, networkIds)));
                    });
        }
        return new Host(containers, networks, images);
    }

    private static boolean attached(ContainerSummary container, Set<String> networkIds) {
        return container.networks().values().stream()
                .anyMatch(
                        each -> each.networkId() != null && networkIds.contains(each.networkId()));
    }

    private static ContainerState state(String state) {
        return ContainerState.valueOf(state.toUpperCase(Locale.ROOT));
    }
}
