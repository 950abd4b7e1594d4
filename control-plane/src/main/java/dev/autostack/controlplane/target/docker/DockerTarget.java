package dev.autostack.controlplane.target.docker;

import dev.autostack.controlplane.agent.Hosts;
import dev.autostack.controlplane.log.LogStore;
import dev.autostack.controlplane.route.Edges;
import dev.autostack.controlplane.route.RouteTables;
import dev.autostack.controlplane.target.DeployTarget;
import dev.autostack.controlplane.target.Placement;
import dev.autostack.controlplane.target.Progress;
import dev.autostack.controlplane.target.TargetKind;
import dev.autostack.controlplane.target.docker.Instances.Draining;
import dev.autostack.controlplane.target.docker.Instances.Running;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.Stage;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Containers on a host: rows that its agent and its edge make true. */
@Singleton
final class DockerTarget implements DeployTarget {
    private final Instances instances;
    private final RouteTargets targets;
    private final RouteTables tables;
    private final Edges edges;
    private final Hosts hosts;
    private final DockerConfig config;
    private final LogStore log;

    DockerTarget(
            Instances instances,
            RouteTargets targets,
            RouteTables tables,
            Edges edges,
            Hosts hosts,
            DockerConfig config,
            LogStore log) {
        this.instances = instances;
        this.targets = targets;
        this.tables = tables;
        this.edges = edges;
        this.hosts = hosts;
        this.config = config;
        this.log = log;
    }

    @Override
    public TargetKind kind() {
        return TargetKind.DOCKER;
    }

    @Override
    public void start(Placement placement) {
        List<Running> have = of(placement);
        Set<Integer> taken = have.stream().map(Running::ordinal).collect(Collectors.toSet());
        int missing = placement.wanted() - have.size();
        for (int ordinal = 0; missing > 0; ordinal++) {
            if (!taken.contains(ordinal)) {
                instances.add(placement, ordinal);
                missing--;
            }
        }
        if (placement.wanted() > have.size()) {
            hosts.changed(placement.hostId());
        }
    }

    @Override
    public Progress healthy(Placement placement) {
        List<Running> started = startedBy(placement);
        for (Running one : started) {
            if (one.is(InstanceState.FAILED)) {
                return new Progress.Failed(one.cause() == null ? unexplained() : one.cause());
            }
        }
        long healthy = started.stream().filter(one -> one.is(InstanceState.HEALTHY)).count();
        if (healthy == started.size()) {
            return new Progress.Done();
        }
        Optional<Boolean> connected = hosts.agentConnected(placement.hostId());
        if (connected.isEmpty() || !connected.get()) {
            return new Progress.Waiting(
                    "The agent of %s is not connected.".formatted(hosts.name(placement.hostId())));
        }
        Optional<Cause> trouble = hosts.trouble(placement.hostId());
        if (trouble.isPresent()) {
            return new Progress.Waiting(trouble.get().message());
        }
        return new Progress.Waiting(
                healthy + " of " + started.size() + " new instances are healthy.");
    }

    @Override
    public long switchTo(Placement placement) {
        Set<UUID> chosen =
                of(placement).stream()
                        .sorted(
                                Comparator.comparingInt((Running one) ->
                                                one.is(InstanceState.HEALTHY) ? 0 : 1)
                                        .thenComparingInt(Running::ordinal)
                                        .thenComparing(Running::id))
                        .limit(placement.wanted())
                        .map(Running::id)
                        .collect(Collectors.toSet());
        targets.pointAt(placement.environmentId(), placement.releaseId());
        return route(placement.environmentId(), placement.hostId(), chosen);
    }

    /** The rows first, then the version: the host's row is locked last. */
    private long route(UUID environment, UUID host, Set<UUID> chosen) {
        List<Running> locked = instances.running(environment);
        long version = tables.changed(host);
        if (!locked.isEmpty()) {
            instances.route(environment, chosen, version);
        }
        return version;
    }

    @Override
    public Progress switched(Placement placement, long version) {
        Optional<Edges.Edge> edge = edges.ofHost(placement.hostId());
        if (edge.isEmpty()) {
            return new Progress.Waiting(
                    "No edge has enrolled for %s.".formatted(hosts.name(placement.hostId())));
        }
        Edges.Edge current = edge.get();
        if (current.appliedVersion() >= version) {
            return new Progress.Done();
        }
        if (!current.connected()) {
            return new Progress.Waiting(
                    "The edge of %s is not connected.".formatted(hosts.name(placement.hostId())));
        }
        if (current.refused() != null) {
            return new Progress.Waiting("The edge refuses the route table: " + current.refused());
        }
        return new Progress.Waiting("The edge has not confirmed the new route table yet.");
    }

    @Override
    public void settle(Placement placement) {
        List<UUID> others =
                instances.running(placement.environmentId()).stream()
                        .filter(one -> !one.routed())
                        .map(Running::id)
                        .toList();
        instances.drain(others, placement.drain());
        adopt(placement);
    }

    /**
     * Instances that a scaled deployment kept become its own: they stand on its page, count for its
     * watch, and what they print from now on is in its log.
     */
    private void adopt(Placement placement) {
        List<Running> kept =
                of(placement).stream()
                        .filter(one -> !one.deploymentId().equals(placement.deploymentId()))
                        .toList();
        kept.forEach(one -> log.handOver(one.id(), one.deploymentId(), placement.deploymentId()));
        instances.adopt(kept.stream().map(Running::id).toList(), placement.deploymentId());
    }

    @Override
    public void switchBack(Placement placement) {
        List<Running> running = instances.running(placement.environmentId());
        List<Running> others =
                running.stream()
                        .filter(one -> !one.deploymentId().equals(placement.deploymentId()))
                        .toList();
        if (others.isEmpty()) {
            targets.pointAtNothing(placement.environmentId());
        } else {
            targets.pointAt(placement.environmentId(), others.getFirst().releaseId());
        }
        route(
                placement.environmentId(),
                placement.hostId(),
                others.stream().map(Running::id).collect(Collectors.toSet()));
        instances.drain(
                running.stream()
                        .filter(one -> one.deploymentId().equals(placement.deploymentId()))
                        .map(Running::id)
                        .toList(),
                placement.drain());
    }

    @Override
    public void remove(Placement placement) {
        List<UUID> idle =
                startedBy(placement).stream()
                        .filter(one -> !one.routed())
                        .map(Running::id)
                        .toList();
        remove(placement.environmentId(), placement.hostId(), idle);
    }

    private void remove(UUID environment, UUID host, List<UUID> ids) {
        if (!ids.isEmpty()) {
            instances.remove(ids);
            instances.stamp(environment, hosts.changed(host));
        }
    }

    @Override
    public void stop(UUID environment, UUID host, Duration drain) {
        List<UUID> all = instances.running(environment).stream().map(Running::id).toList();
        targets.pointAtNothing(environment);
        route(environment, host, Set.of());
        instances.drain(all, drain);
    }

    @Override
    public boolean drained(UUID environment, UUID host) {
        List<Draining> draining = instances.draining(environment);
        if (!draining.isEmpty()) {
            Optional<Edges.Edge> edge = edges.ofHost(host);
            List<UUID> over =
                    draining.stream()
                            .filter(one -> over(one, host, edge))
                            .map(Draining::id)
                            .toList();
            remove(environment, host, over);
        }
        return !instances.anyLeaving(environment);
    }

    private boolean over(Draining one, UUID host, Optional<Edges.Edge> edge) {
        if (one.overdue() || one.unroutedVersion() == null || edge.isEmpty()) {
            return true;
        }
        boolean left = edge.get().appliedVersion() >= one.unroutedVersion();
        return left && !edges.mayServe(host, one.id());
    }

    @Override
    public URI entrance(UUID host) {
        return config.entrance(host);
    }

    /** The instances that make up the placement. */
    private List<Running> of(Placement placement) {
        return instances.running(placement.environmentId()).stream()
                .filter(one -> one.releaseId().equals(placement.releaseId()))
                .filter(one ->
                        one.deploymentId().equals(placement.deploymentId())
                                || (placement.keepsRunning() && one.routed()))
                .toList();
    }

    private List<Running> startedBy(Placement placement) {
        return instances.running(placement.environmentId()).stream()
                .filter(one -> one.deploymentId().equals(placement.deploymentId()))
                .toList();
    }

    private static Cause unexplained() {
        return new Cause(
                "instance_failed",
                "An instance failed to start and its agent did not say why.",
                "Look at the log of the deployment and at the agent's own log.",
                Stage.HEALTH,
                List.of());
    }
}
