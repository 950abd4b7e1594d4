package dev.autostack.agent.network;

import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.engine.EngineProblem;
import dev.autostack.agent.engine.NetworkSummary;
import dev.autostack.agent.instance.Labels;
import dev.autostack.protocol.DesiredInstance;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One bridge network for each environment, found again by its labels. Containers of different
 * environments cannot reach each other: the engine isolates bridges.
 */
public final class EnvironmentNetworks {
    private static final Path ROUTES = Path.of("/proc/net/route");

    private final Engine engine;
    private final UUID agent;
    private final ReentrantLock creating = new ReentrantLock();

    public EnvironmentNetworks(Engine engine, UUID agent) {
        this.engine = engine;
        this.agent = agent;
    }

    /** No address range is left. */
    public static final class RangesExhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The environment's network, made when it is missing. */
    public NetworkSummary ensure(DesiredInstance desired) {
        creating.lock();
        try {
            return find(desired.environmentId()).orElseGet(() -> create(desired));
        } finally {
            creating.unlock();
        }
    }

    private Optional<NetworkSummary> find(UUID environment) {
        return engine.networks().list(Labels.AGENT, agent.toString()).stream()
                .filter(network ->
                        Labels.environmentOf(network.labelMap())
                                .filter(environment::equals)
                                .isPresent())
                .findFirst();
    }

    private NetworkSummary create(DesiredInstance desired) {
        List<Subnets.Range> taken = Subnets.routes(ROUTES);
        Subnets pool = Subnets.DEFAULT;
        String name = desired.network();
        int first = desired.environmentId().hashCode();
        for (int i = 0; i < pool.count(); i++) {
            Subnets.Range range = pool.at(first + i);
            if (taken.stream().anyMatch(range::overlaps)) {
                continue;
            }
            var labels = Labels.ofNetwork(agent, desired.environmentId());
            try {
                String id = engine.networks().create(name, range.toString(), labels);
                return new NetworkSummary(id, name, labels);
            } catch (EngineProblem.Refused e) {
                if (e.status() == 409 && !name.equals(ownName(desired))) {
                    name = ownName(desired); // a stranger has the wanted name
                    i--;
                } else if (!e.reason().contains("overlap")) {
                    throw e;
                }
            }
        }
        throw new RangesExhausted();
    }

    private String ownName(DesiredInstance desired) {
        return desired.network() + "-" + agent.toString().substring(0, 8);
    }
}
