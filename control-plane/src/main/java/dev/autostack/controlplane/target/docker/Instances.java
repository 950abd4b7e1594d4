package dev.autostack.controlplane.target.docker;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Row;
import dev.autostack.controlplane.target.Placement;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.InstanceState;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The wanted side of the instance rows. */
@Singleton
final class Instances {
    private final Database database;

    Instances(Database database) {
        this.database = database;
    }

    /** An instance that should run. {@code state} as the agent told last. */
    record Running(
            UUID id,
            UUID deploymentId,
            UUID releaseId,
            int ordinal,
            String state,
            boolean routed,
            @Nullable Cause cause) {

        static Running read(Row row) throws SQLException {
            return new Running(
                    row.uuid("id"),
                    row.uuid("deployment_id"),
                    row.uuid("release_id"),
                    row.integer("ordinal"),
                    row.text("state"),
                    row.flag("routed"),
                    row.jsonOrNull("cause", Cause.class));
        }

        boolean is(InstanceState wanted) {
            return state.equals(wanted.name());
        }
    }

    /** An instance that finishes what it serves. */
    record Draining(UUID id, UUID releaseId, @Nullable Long unroutedVersion, boolean overdue) {

        static Draining read(Row row) throws SQLException {
            return new Draining(
                    row.uuid("id"),
                    row.uuid("release_id"),
                    row.numberOrNull("unrouted_version"),
                    row.flag("overdue"));
        }
    }

    /** Those with the goal to run, locked in the order of ids as everyone does. */
    List<Running> running(UUID environment) {
        return database.sql(
                        """
                        select * from instance where environment_id = ? and removed_at is null and goal = 'RUN'
                        order by id for no key update
                        """,
                        environment)
                .list(Running::read);
    }

    List<Draining> draining(UUID environment) {
        return database.sql(
                        """
                        select id, release_id, unrouted_version, drain_until < now() as overdue
                        from instance where environment_id = ? and removed_at is null and goal = 'DRAIN'
                        order by id for no key update
                        """,
                        environment)
                .list(Draining::read);
    }

    boolean anyLeaving(UUID environment) {
        return database.sql(
                        "select 1 from instance where environment_id = ? and removed_at is null and goal <> 'RUN' limit 1",
                        environment)
                .exists();
    }

    void add(Placement placement, int ordinal) {
        database.sql(
                        """
                        insert into instance (id, deployment_id, release_id, environment_id, host_id, ordinal, goal)
                        values (?, ?, ?, ?, ?, ?, 'RUN')
                        """,
                        UUID.randomUUID(),
                        placement.deploymentId(),
                        placement.releaseId(),
                        placement.environmentId(),
                        placement.hostId(),
                        ordinal)
                .update();
    }

    /** Puts exactly these into the route table; the others of the environment leave it. */
    void route(UUID environment, Collection<UUID> chosen, long version) {
        database.sql(
                        """
                        update instance set routed = (id = any(?::uuid[])),
                            unrouted_version = case when id = any(?::uuid[]) then null
                                when routed then ? else unrouted_version end
                        where environment_id = ? and removed_at is null and routed <> (id = any(?::uuid[]))
                        """,
                        ids(chosen),
                        ids(chosen),
                        version,
                        environment,
                        ids(chosen))
                .update();
    }

    /** From now on these are the deployment's own. */
    void adopt(Collection<UUID> instances, UUID deployment) {
        if (!instances.isEmpty()) {
            database.sql(
                            "update instance set deployment_id = ? where id = any(?::uuid[])",
                            deployment,
                            ids(instances))
                    .update();
        }
    }

    void drain(Collection<UUID> instances, Duration atMost) {
        database.sql(
                        """
                        update instance set goal = 'DRAIN', drain_until = now() + ? * interval '1 millisecond'
                        where id = any(?::uuid[]) and goal = 'RUN'
                        """,
                        atMost.toMillis(),
                        ids(instances))
                .update();
    }

    void remove(Collection<UUID> instances) {
        database.sql(
                        "update instance set goal = 'REMOVE', drain_until = null where id = any(?::uuid[])",
                        ids(instances))
                .update();
    }

    /** Notes the desired version from which on these goals hold. */
    void stamp(UUID environment, long version) {
        database.sql(
                        """
                        update instance set goal_version = ?
                        where environment_id = ? and removed_at is null and goal = 'REMOVE' and goal_version = 0
                        """,
                        version,
                        environment)
                .update();
    }

    /** An empty collection has no type of its own. */
    private static String ids(Collection<UUID> instances) {
        return "{" + String.join(",", instances.stream().map(UUID::toString).toList()) + "}";
    }
}
