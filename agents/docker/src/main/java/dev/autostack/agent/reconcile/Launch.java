package dev.autostack.agent.reconcile;

import dev.autostack.agent.cause.Causes;
import dev.autostack.agent.cause.StartFailure;
import dev.autostack.agent.engine.ContainerFacts;
import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.engine.EngineProblem;
import dev.autostack.agent.engine.RegistryAuth;
import dev.autostack.agent.image.Pulled;
import dev.autostack.agent.instance.ContainerSpec;
import dev.autostack.agent.instance.Happening;
import dev.autostack.agent.network.EnvironmentNetworks;
import dev.autostack.agent.port.Ports;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.DesiredState;
import dev.autostack.protocol.RegistryLogin;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one instance up: image, network, port, container, start. Each step may be repeated; what a
 * broken run leaves is found by its labels and used or removed.
 */
final class Launch {
    private static final Logger LOG = LoggerFactory.getLogger(Launch.class);
    private static final int PORT_ATTEMPTS = 5;

    private final Engine engine;
    private final UUID agent;
    private final int hostCpus;
    private final EnvironmentNetworks networks;
    private final Ports ports;
    private final Pulled pulled;
    private final Roster roster;
    private final InstantSource clock;

    Launch(
            Engine engine,
            UUID agent,
            int hostCpus,
            EnvironmentNetworks networks,
            Ports ports,
            Pulled pulled,
            Roster roster,
            InstantSource clock) {
        this.engine = engine;
        this.agent = agent;
        this.hostCpus = hostCpus;
        this.networks = networks;
        this.ports = ports;
        this.pulled = pulled;
        this.roster = roster;
        this.clock = clock;
    }

    /** A started container. */
    record Running(ContainerFacts facts, int hostPort) {}

    /** Empty when it did not come up; the roster knows why. */
    Optional<Running> run(DesiredInstance desired, DesiredState state) {
        return image(desired, state) ? container(desired, state) : Optional.empty();
    }

    /** Starts a container that is there already. */
    Optional<Running> again(DesiredInstance desired, String containerId, int hostPort) {
        ports.hold(hostPort);
        roster.tell(desired, new Happening.Starting(clock.instant()));
        try {
            engine.containers().start(containerId);
            return started(desired, containerId, hostPort);
        } catch (EngineProblem e) {
            if (portTaken(e) || networkGone(e)) {
                // Its place is taken: a new container gets a new one.
                LOG.warn("{}; making {} anew", e.getMessage(), desired.instanceId());
                engine.containers().remove(containerId);
                ports.release(hostPort);
            }
            failed(desired, StartFailure.ofStart(program(desired), e));
            return Optional.empty();
        }
    }

    private boolean image(DesiredInstance desired, DesiredState state) {
        try {
            if (engine.images().find(desired.image()).isPresent()) {
                pulled.used(desired.environmentId(), desired.image());
                return true;
            }
            roster.tell(desired, new Happening.Pulling(clock.instant()));
            engine.images().pull(desired.image(), auth(desired.image(), state));
            pulled.pulled(desired.environmentId(), desired.image());
            return true;
        } catch (EngineProblem e) {
            failed(desired, StartFailure.ofPull(desired.image(), e));
            return false;
        }
    }

    private Optional<Running> container(DesiredInstance desired, DesiredState state) {
        roster.tell(desired, new Happening.Starting(clock.instant()));
        try {
            String network = networks.ensure(desired).name();
            for (int i = 0; i < PORT_ATTEMPTS; i++) {
                OptionalInt port = ports.reserve(state.portFrom(), state.portTo());
                if (port.isEmpty()) {
                    break;
                }
                Optional<Running> running = onPort(desired, network, port.getAsInt());
                if (running.isPresent()) {
                    return running;
                }
            }
            failed(
                    desired,
                    new StartFailure(
                            Causes.noPortFree(state.portFrom(), state.portTo()), true, false));
        } catch (EnvironmentNetworks.RangesExhausted _) {
            failed(desired, new StartFailure(Causes.noSubnetFree(), true, false));
        } catch (EngineProblem e) {
            failed(desired, StartFailure.ofStart(program(desired), e));
        }
        return Optional.empty();
    }

    /** Empty when a stranger took the port meanwhile. */
    private Optional<Running> onPort(DesiredInstance desired, String network, int port) {
        String containerId = null;
        try {
            containerId =
                    engine.containers()
                            .create(
                                    ContainerSpec.name(desired),
                                    ContainerSpec.of(agent, desired, network, port, hostCpus));
            engine.containers().start(containerId);
            return started(desired, containerId, port);
        } catch (EngineProblem e) {
            ports.release(port);
            removeQuietly(containerId);
            if (portTaken(e)) {
                LOG.info("port {} is taken: {}", port, e.getMessage());
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<Running> started(DesiredInstance desired, String containerId, int port) {
        ContainerFacts facts =
                engine.containers()
                        .inspect(containerId)
                        .orElseThrow(() -> new IllegalStateException(containerId + " is gone"));
        roster.tell(desired, new Happening.Started(containerId, port, facts.state().startedAt()));
        return Optional.of(new Running(facts, port));
    }

    private void removeQuietly(@Nullable String containerId) {
        if (containerId == null) {
            return;
        }
        try {
            engine.containers().remove(containerId);
        } catch (EngineProblem e) {
            LOG.warn("{}", e.getMessage()); // the next look finds it by its labels
        }
    }

    private void failed(DesiredInstance desired, StartFailure failure) {
        roster.tell(
                desired,
                new Happening.NotStarted(
                        failure.cause(), failure.lasting(), failure.blameless(), clock.instant()));
    }

    /** Messages of Engine 20.10 to 28 when a published port cannot be bound. */
    private static boolean portTaken(EngineProblem problem) {
        String message = String.valueOf(problem.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("port is already allocated")
                || message.contains("address already in use")
                || message.contains("ports are not available");
    }

    private static boolean networkGone(EngineProblem problem) {
        return problem instanceof EngineProblem.Refused refused
                && refused.reason().contains("network")
                && refused.reason().contains("not found");
    }

    private static @Nullable RegistryAuth auth(String image, DesiredState state) {
        int slash = image.indexOf('/');
        String registry = slash < 0 ? "" : image.substring(0, slash);
        for (RegistryLogin login : state.registries()) {
            if (login.registry().equals(registry) && login.username() != null) {
                return new RegistryAuth(registry, login.username(), login.password());
            }
        }
        return null;
    }

    private static String program(DesiredInstance desired) {
        return desired.command().isEmpty() ? "of the image" : desired.command().getFirst();
    }
}
