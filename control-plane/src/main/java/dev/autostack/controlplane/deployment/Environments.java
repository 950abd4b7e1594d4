package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.target.TargetKind;
import dev.autostack.controlplane.target.Targets;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Does all that an environment needs now, under its lock. */
@Singleton
final class Environments {
    private final Database database;
    private final Deployments deployments;
    private final Rollout rollout;
    private final Cutover cutover;
    private final Targets targets;

    Environments(
            Database database,
            Deployments deployments,
            Rollout rollout,
            Cutover cutover,
            Targets targets) {
        this.database = database;
        this.deployments = deployments;
        this.rollout = rollout;
        this.cutover = cutover;
        this.targets = targets;
    }

    /** One transaction. Returns what the public route is to be asked before the next walk. */
    @Nullable Question walk(UUID environment, @Nullable Asked asked) {
        return database.<@Nullable Question>inTransaction(() ->
                deployments.lock(environment).map(locked -> walk(locked, asked)).orElse(null));
    }

    private @Nullable Question walk(EnvironmentRow environment, @Nullable Asked asked) {
        Question question = null;
        for (Deployment unfinished : deployments.unfinished(environment.id())) {
            Attempt attempt = new Attempt(environment, unfinished, Asked.of(unfinished, asked));
            rollout.walk(attempt);
            question = question == null ? attempt.question() : question;
        }
        boolean quiet =
                targets.of(TargetKind.DOCKER).drained(environment.id(), environment.hostId());
        if (quiet || !isDraining(environment.id())) {
            cutover.end(environment.id());
        }
        return question;
    }

    private boolean isDraining(UUID environment) {
        return database.sql(
                        "select 1 from instance where environment_id = ? and goal = 'DRAIN' and removed_at is null limit 1",
                        environment)
                .exists();
    }

    List<UUID> ofBuild(UUID build) {
        return database.sql(
                        """
                        select d.environment_id from build b join deployment d on d.id = b.deployment_id
                        where b.id = ?
                        """,
                        build)
                .list(row -> row.uuid("environment_id"));
    }

    /** Those of a host that wait for what its edge says. */
    List<UUID> waitingForEdge(UUID host) {
        return database.sql(
                        """
                        select d.environment_id from deployment d join environment e on e.id = d.environment_id
                        where d.state = 'RELEASING' and d.route_version is not null and e.host_id = ?
                        union
                        select environment_id from instance
                        where host_id = ? and goal = 'DRAIN' and removed_at is null
                        """,
                        host,
                        host)
                .list(row -> row.uuid("environment_id"));
    }

    /** Environments that something is left to do for, as far as rows tell. */
    List<UUID> unsettled() {
        return database.sql(
                        """
                        select d.environment_id from deployment d left join build b on b.deployment_id = d.id
                        where d.deadline is not null and (d.deadline < now()
                            or d.state in ('RELEASING', 'VERIFYING')
                            or d.state = 'QUEUED' and b.state is distinct from 'QUEUED'
                            or d.state = 'BUILDING' and b.state is distinct from 'LEASED')
                        union
                        select environment_id from instance where removed_at is null and goal <> 'RUN'
                        union
                        select environment_id from deployment where cutover_baseline is not null and deadline is null
                        """)
                .list(row -> row.uuid("environment_id"));
    }
}
