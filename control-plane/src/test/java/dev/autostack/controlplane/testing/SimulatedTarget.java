package dev.autostack.controlplane.testing;

import dev.autostack.controlplane.target.DeployTarget;
import dev.autostack.controlplane.target.Placement;
import dev.autostack.controlplane.target.Progress;
import dev.autostack.controlplane.target.TargetKind;
import dev.autostack.protocol.Cause;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A target that runs nothing: instances become what a test says. One lock guards it all. It forgets
 * everything with the process, so it must not outlive the database it is used with.
 */
public final class SimulatedTarget implements DeployTarget {
    private static final URI ENTRANCE = URI.create("http://127.0.0.1:8480");

    private final TargetKind kind;
    private final Map<UUID, Copy> copies = new HashMap<>();
    private long version;
    private long confirmed;

    public SimulatedTarget(TargetKind kind) {
        this.kind = kind;
    }

    /** A running copy. */
    private static final class Copy {
        private final UUID id = UUID.randomUUID();
        private final UUID environment;
        private final UUID release;
        private UUID deployment;
        private boolean healthy;
        private boolean serves;
        private boolean leaving;
        private @Nullable Cause ruin;

        Copy(Placement placement) {
            environment = placement.environmentId();
            release = placement.releaseId();
            deployment = placement.deploymentId();
        }
    }

    @Override
    public TargetKind kind() {
        return kind;
    }

    @Override
    public synchronized void start(Placement placement) {
        for (long have = of(placement).count(); have < placement.wanted(); have++) {
            Copy copy = new Copy(placement);
            copies.put(copy.id, copy);
        }
    }

    @Override
    public synchronized Progress healthy(Placement placement) {
        List<Copy> started = startedBy(placement).toList();
        for (Copy copy : started) {
            if (copy.ruin != null) {
                return new Progress.Failed(copy.ruin);
            }
        }
        long healthy = started.stream().filter(copy -> copy.healthy).count();
        return healthy == started.size()
                ? new Progress.Done()
                : new Progress.Waiting(healthy + " of " + started.size() + " are healthy.");
    }

    @Override
    public synchronized long switchTo(Placement placement) {
        Set<UUID> chosen = new HashSet<>();
        of(placement)
                .sorted(Comparator.comparing((Copy copy) -> !copy.healthy))
                .limit(placement.wanted())
                .forEach(copy -> chosen.add(copy.id));
        return serve(placement.environmentId(), chosen);
    }

    private long serve(UUID environment, Set<UUID> chosen) {
        in(environment).forEach(copy -> copy.serves = chosen.contains(copy.id));
        return ++version;
    }

    @Override
    public synchronized Progress switched(Placement placement, long wanted) {
        return confirmed >= wanted
                ? new Progress.Done()
                : new Progress.Waiting("Version " + wanted + " is not confirmed.");
    }

    @Override
    public synchronized void settle(Placement placement) {
        in(placement.environmentId())
                .filter(copy -> !copy.serves)
                .forEach(copy -> copy.leaving = true);
        of(placement).forEach(copy -> copy.deployment = placement.deploymentId());
    }

    @Override
    public synchronized void switchBack(Placement placement) {
        Set<UUID> others = new HashSet<>();
        in(placement.environmentId())
                .filter(copy -> !copy.leaving)
                .filter(copy -> !copy.deployment.equals(placement.deploymentId()))
                .forEach(copy -> others.add(copy.id));
        serve(placement.environmentId(), others);
        startedBy(placement).forEach(copy -> copy.leaving = true);
    }

    @Override
    public synchronized void remove(Placement placement) {
        startedBy(placement).filter(copy -> !copy.serves).forEach(copy -> copy.leaving = true);
    }

    @Override
    public synchronized void stop(UUID environment, UUID host, Duration drain) {
        serve(environment, Set.of());
        in(environment).forEach(copy -> copy.leaving = true);
    }

    @Override
    public synchronized boolean drained(UUID environment, UUID host) {
        return in(environment).noneMatch(copy -> copy.leaving);
    }

    @Override
    public URI entrance(UUID host) {
        return ENTRANCE;
    }

    /** All instances that the deployment started are healthy now. */
    public synchronized void heal(UUID deployment) {
        copies.values().stream()
                .filter(copy -> copy.deployment.equals(deployment))
                .forEach(copy -> copy.healthy = true);
    }

    /** One instance that the deployment started is beyond hope. */
    public synchronized void ruin(UUID deployment, Cause cause) {
        copies.values().stream()
                        .filter(copy -> copy.deployment.equals(deployment) && !copy.leaving)
                        .findFirst()
                        .orElseThrow()
                        .ruin =
                cause;
    }

    /** Traffic goes by this version now. */
    public synchronized void confirm(long newest) {
        confirmed = Math.max(confirmed, newest);
    }

    /** What should end has ended. */
    public synchronized void letGo() {
        copies.values().removeIf(copy -> copy.leaving);
    }

    /** The releases of an environment that get traffic. */
    public synchronized Set<UUID> serving(UUID environment) {
        Set<UUID> releases = new HashSet<>();
        in(environment).filter(copy -> copy.serves).forEach(copy -> releases.add(copy.release));
        return releases;
    }

    /** How many instances of a release should run. */
    public synchronized int running(UUID environment, UUID release) {
        return (int)
                in(environment)
                        .filter(copy -> copy.release.equals(release) && !copy.leaving)
                        .count();
    }

    private Stream<Copy> in(UUID environment) {
        return copies.values().stream().filter(copy -> copy.environment.equals(environment));
    }

    /** The instances that make up the placement. */
    private Stream<Copy> of(Placement placement) {
        return in(placement.environmentId())
                .filter(copy -> !copy.leaving && copy.release.equals(placement.releaseId()))
                .filter(copy ->
                        copy.deployment.equals(placement.deploymentId())
                                || (placement.keepsRunning() && copy.serves));
    }

    private Stream<Copy> startedBy(Placement placement) {
        return in(placement.environmentId())
                .filter(copy -> !copy.leaving && copy.deployment.equals(placement.deploymentId()));
    }
}
