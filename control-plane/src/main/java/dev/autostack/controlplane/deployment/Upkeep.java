package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.target.DeployTarget;
import dev.autostack.controlplane.target.TargetKind;
import dev.autostack.controlplane.target.Targets;
import dev.autostack.protocol.Cause;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an environment needs besides the deployment on its way. The caller holds its lock. */
@Singleton
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final Database database;
    private final Deployments deployments;
    private final Beginnings beginnings;
    private final Cutover cutover;
    private final Journal journal;
    private final Targets targets;

    Upkeep(
            Database database,
            Deployments deployments,
            Beginnings beginnings,
            Cutover cutover,
            Journal journal,
            Targets targets) {
        this.database = database;
        this.deployments = deployments;
        this.beginnings = beginnings;
        this.cutover = cutover;
        this.journal = journal;
        this.targets = targets;
    }

    void tend(EnvironmentRow environment) {
        if (environment.deleted()) {
            takeDown(environment);
        } else {
            revertAfterCrash(environment);
        }
        target().drained(environment.id(), environment.hostId());
        if (!isDraining(environment.id())) {
            cutover.end(environment.id());
        }
        closeLogs(environment.id());
    }

    private void takeDown(EnvironmentRow environment) {
        boolean runs =
                database.sql(
                                "select 1 from instance where environment_id = ? and removed_at is null and goal = 'RUN' limit 1",
                                environment.id())
                        .exists();
        if (runs) {
            target().stop(environment.id(), environment.hostId(), Duration.ZERO);
        }
        deployments
                .live(environment.id())
                .ifPresent(live ->
                        deployments.move(
                                live,
                                new DeploymentEvent.Replaced(),
                                "The environment was deleted."));
    }

    private record Crash(UUID instance, @Nullable Cause cause) {}

    /**
     * An instance that crashes soon after its release went live: the release before is put back, by
     * itself. What was put back so is not watched again, or two bad releases would take turns.
     */
    private void revertAfterCrash(EnvironmentRow environment) {
        Optional<Deployment> watched =
                deployments.live(environment.id()).filter(live -> isWatched(live, environment));
        Optional<Crash> crash = watched.flatMap(this::crash);
        Optional<Deployment> before = watched.flatMap(this::before);
        if (watched.isEmpty()
                || crash.isEmpty()
                || before.isEmpty()
                || !deployments.unfinished(environment.id()).isEmpty()) {
            return;
        }
        Deployment live = watched.get();
        Cause cause = crash.get().cause();
        String reason =
                "Reverted by itself: #%d crashed soon after it went live%s"
                        .formatted(live.number(), cause == null ? "." : ": " + cause.message());
        LOG.warn(
                "deployment={} environment={} instance={} crashed while watched; back to {}",
                live.id(),
                environment.id(),
                crash.get().instance(),
                before.get().id());
        deployments.watch(live, Duration.ZERO);
        beginnings.begin(
                environment,
                NewAttempt.again(before.get(), DeploymentKind.ROLLBACK, Trigger.SYSTEM, null)
                        .because(reason));
    }

    private static boolean isWatched(Deployment live, EnvironmentRow environment) {
        return live.watchUntil() != null
                && live.watchUntil().isAfter(environment.now())
                && live.trigger() != Trigger.SYSTEM;
    }

    private Optional<Crash> crash(Deployment live) {
        return database.sql(
                        """
                        select id, cause from instance where deployment_id = ? and removed_at is null and goal = 'RUN'
                            and state in ('BACKING_OFF', 'FAILED') order by id limit 1
                        """,
                        live.id())
                .first(row -> new Crash(row.uuid("id"), row.jsonOrNull("cause", Cause.class)));
    }

    private Optional<Deployment> before(Deployment live) {
        return database.sql(
                        """
                        select d.* from deployment d join release r on r.id = d.release_id
                        where d.environment_id = ? and d.state = 'RETIRED' and r.image_deleted_at is null
                            and d.release_id <> ? order by d.generation desc limit 1
                        """,
                        live.environmentId(),
                        live.release())
                .first(Deployment::read);
    }

    private boolean isDraining(UUID environment) {
        return database.sql(
                        "select 1 from instance where environment_id = ? and goal = 'DRAIN' and removed_at is null limit 1",
                        environment)
                .exists();
    }

    /** The runtime log of a deployment ends with its last instance. */
    private void closeLogs(UUID environment) {
        database.sql(
                        """
                        select d.* from deployment d join log_stream s on s.deployment_id = d.id
                            and s.kind = 'RUNTIME' and s.closed_at is null
                        where d.environment_id = ? and d.deadline is null and d.state <> 'LIVE'
                            and not exists (select 1 from instance i where i.deployment_id = d.id and i.removed_at is null)
                        """,
                        environment)
                .list(Deployment::read)
                .forEach(journal::closeRuntime);
    }

    private DeployTarget target() {
        return targets.of(TargetKind.DOCKER);
    }
}
