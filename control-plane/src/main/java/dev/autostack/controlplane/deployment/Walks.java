package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Does all that an environment needs now, under its lock; knows which environments need it. */
@Singleton
final class Walks {
    private final Database database;
    private final Deployments deployments;
    private final Rollout rollout;
    private final Upkeep upkeep;

    Walks(Database database, Deployments deployments, Rollout rollout, Upkeep upkeep) {
        this.database = database;
        this.deployments = deployments;
        this.rollout = rollout;
        this.upkeep = upkeep;
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
        upkeep.tend(environment);
        return question;
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
                        union
                        select i.environment_id from instance i join deployment d on d.id = i.deployment_id
                        where i.removed_at is null and i.state in ('BACKING_OFF', 'FAILED') and d.watch_until > now()
                        union
                        select e.id from environment e where e.deleted_at is not null and (
                            exists (select 1 from deployment d where d.environment_id = e.id
                                and (d.deadline is not null or d.state = 'LIVE'))
                            or exists (select 1 from instance i where i.environment_id = e.id
                                and i.removed_at is null and i.goal = 'RUN'))
                        """)
                .list(row -> row.uuid("environment_id"));
    }
}
