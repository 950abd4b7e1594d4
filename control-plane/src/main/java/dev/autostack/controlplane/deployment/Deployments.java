package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Signals;
import dev.autostack.protocol.Cause;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of deployments. Whoever changes one holds the lock of its environment. */
@Singleton
final class Deployments {
    /** Topic: the deployment with this id changed. */
    static final String CHANGED = "deployment";

    private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);

    private final Database database;
    private final Signals signals;
    private final DeploymentMeters meters;

    Deployments(Database database, Signals signals, DeploymentMeters meters) {
        this.database = database;
        this.signals = signals;
        this.meters = meters;
    }

    /** Locks the environment until the end of the transaction. */
    Optional<EnvironmentRow> lock(UUID environment) {
        return database.sql(
                        """
                        select e.id, e.project_id, p.team_id, e.host_id, e.name, p.name as project_name, e.branch,
                            e.generation, e.wanted_instances, e.stopped, clock_timestamp() as now,
                            (e.deleted_at is not null or p.deleted_at is not null) as deleted
                        from environment e join project p on p.id = e.project_id
                        where e.id = ? for no key update of e
                        """,
                        environment)
                .first(EnvironmentRow::read);
    }

    Optional<Deployment> find(UUID id) {
        return database.sql("select * from deployment where id = ?", id).first(Deployment::read);
    }

    /** Of the team and not deleted. */
    Optional<Deployment> find(UUID id, UUID team) {
        return database.sql(
                        "select * from deployment where id = ? and team_id = ? and deleted_at is null",
                        id,
                        team)
                .first(Deployment::read);
    }

    /** Newest first. */
    List<Deployment> unfinished(UUID environment) {
        return database.sql(
                        "select * from deployment where environment_id = ? and deadline is not null order by generation desc",
                        environment)
                .list(Deployment::read);
    }

    Optional<Deployment> live(UUID environment) {
        return database.sql(
                        "select * from deployment where environment_id = ? and state = 'LIVE'",
                        environment)
                .first(Deployment::read);
    }

    /** Moves the deployment and writes its history. Returns it as it is then. */
    Deployment move(Deployment deployment, DeploymentEvent event, @Nullable String note) {
        DeploymentState next = DeploymentState.next(deployment.state(), event);
        Instant deadline =
                next instanceof DeploymentState.Unfinished unfinished
                        ? unfinished.deadline()
                        : null;
        Cause cause = next instanceof DeploymentState.Failed failed ? failed.cause() : null;
        boolean finished = deadline == null && !(next instanceof DeploymentState.Live);
        int changed =
                database.sql(
                                """
                                update deployment set state = ?, deadline = ?, cause = ?, state_at = clock_timestamp(),
                                    waiting_for = null,
                                    finished_at = case when ? then coalesce(finished_at, clock_timestamp())
                                        when ? = 'LIVE' then clock_timestamp() end
                                where id = ? and state = ?
                                """,
                                next.name(),
                                deadline,
                                cause == null ? null : database.json(cause),
                                finished,
                                next.name(),
                                deployment.id(),
                                deployment.state().name())
                        .update();
        if (changed != 1) {
            throw new IllegalStateException("moved without the lock: " + deployment.id());
        }
        history(deployment.id(), next.name(), note);
        LOG.info(
                "deployment={} environment={} generation={} {} -> {}{}",
                deployment.id(),
                deployment.environmentId(),
                deployment.generation(),
                deployment.state().name(),
                next.name(),
                cause == null ? "" : " cause=" + cause.code());
        changed(deployment.id());
        database.afterCommit(() -> meters.moved(deployment, next.name()));
        return find(deployment.id()).orElseThrow();
    }

    void history(UUID deployment, DeploymentState.Name state, @Nullable String note) {
        database.sql(
                        """
                        insert into deployment_state (deployment_id, seq, state, at, note)
                        select ?, coalesce(max(seq), 0) + 1, ?, clock_timestamp(), ?
                        from deployment_state where deployment_id = ?
                        """,
                        deployment,
                        state,
                        note,
                        deployment)
                .update();
    }

    /** Says why it does not move; writes only what is new. */
    void waitingFor(Deployment deployment, String reason) {
        int changed =
                database.sql(
                                "update deployment set waiting_for = ? where id = ? and waiting_for is distinct from ?",
                                reason,
                                deployment.id(),
                                reason)
                        .update();
        if (changed > 0) {
            changed(deployment.id());
        }
    }

    Deployment setRelease(Deployment deployment, UUID release) {
        database.sql("update deployment set release_id = ? where id = ?", release, deployment.id())
                .update();
        return find(deployment.id()).orElseThrow();
    }

    Deployment setRouteVersion(Deployment deployment, long version, Duration deadline) {
        database.sql(
                        """
                        update deployment set route_version = ?, waiting_for = null,
                            deadline = clock_timestamp() + ? * interval '1 millisecond' where id = ?
                        """,
                        version,
                        deadline.toMillis(),
                        deployment.id())
                .update();
        return find(deployment.id()).orElseThrow();
    }

    /** A crash before then reverts the deployment by itself. */
    void watch(Deployment deployment, Duration time) {
        database.sql(
                        "update deployment set watch_until = clock_timestamp() + ? * interval '1 millisecond' where id = ?",
                        time.toMillis(),
                        deployment.id())
                .update();
    }

    /** Gives an unfinished deployment at least this long. */
    void extend(Deployment deployment, Instant deadline) {
        database.sql(
                        "update deployment set deadline = ? where id = ? and deadline < ?",
                        deadline,
                        deployment.id(),
                        deadline)
                .update();
    }

    void requestCancel(Deployment deployment, @Nullable UUID account) {
        database.sql(
                        """
                        update deployment set cancel_requested_at = coalesce(cancel_requested_at, now()),
                            cancelled_by = coalesce(cancelled_by, ?) where id = ?
                        """,
                        account,
                        deployment.id())
                .update();
        changed(deployment.id());
    }

    void changed(UUID deployment) {
        signals.send(CHANGED, deployment.toString());
    }
}
