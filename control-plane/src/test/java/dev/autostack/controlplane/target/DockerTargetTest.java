package dev.autostack.controlplane.target;

import dev.autostack.controlplane.access.MachineCredentials;
import dev.autostack.controlplane.access.Tokens;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.testing.Rows;
import dev.autostack.controlplane.testing.TestServer;
import dev.autostack.protocol.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** The Docker target on real rows; agent and edge are played by writing what they would report. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DockerTargetTest extends DeployTargetContract {
    /** Only the test moves the environments. */
    private final TestServer server =
            new TestServer(Map.of("autostack.rollout.sweep", "1h", "autostack.queue.sweep", "1h"));

    private int count;

    @Override
    TargetStage stage() {
        count++;
        return new Docker(server.database(), "app-" + count);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private final class Docker implements TargetStage {
        private final Database database;
        private final Rows rows;
        private final UUID team;
        private final UUID host;
        private final UUID project;
        private final UUID environment;
        private int number;

        Docker(Database database, String name) {
            this.database = database;
            rows = new Rows(database);
            team = rows.team();
            host = rows.host();
            project = rows.project(team, name);
            environment = rows.environment(project, host);
            database.sql(
                            "insert into route (id, project_id, environment_id, host_id, host_name) values (?, ?, ?, ?, ?)",
                            UUID.randomUUID(),
                            project,
                            environment,
                            host,
                            name + ".localhost")
                    .update();
            machine("agent", MachineCredentials.AGENT_PREFIX);
            machine("edge", MachineCredentials.EDGE_PREFIX);
        }

        private void machine(String kind, String prefix) {
            database.sql(
                            "insert into "
                                    + kind
                                    + " (id, host_id, name, version, credential_hash, last_seen_at) values (?, ?, 'm', '1', ?, now())",
                            UUID.randomUUID(),
                            host,
                            Tokens.hash(Tokens.random(prefix)))
                    .update();
        }

        @Override
        public DeployTarget target() {
            return server.bean(Targets.class).of(TargetKind.DOCKER);
        }

        @Override
        public <T> T call(Supplier<T> work) {
            return database.inTransaction(() -> {
                database.sql("select 1 from environment where id = ? for update", environment)
                        .exists();
                return work.get();
            });
        }

        @Override
        public UUID environment() {
            return environment;
        }

        @Override
        public UUID host() {
            return host;
        }

        @Override
        public Placement deployment(int wanted) {
            return placement(rows.release(project, environment, number + 1), wanted, false);
        }

        @Override
        public Placement scaled(Placement of, int wanted) {
            return placement(of.releaseId(), wanted, true);
        }

        private Placement placement(UUID release, int wanted, boolean keepsRunning) {
            number++;
            UUID deployment = rows.deployment(team, project, environment, number);
            database.sql(
                            "update deployment set state = 'RETIRED', deadline = null, release_id = ? where id = ?",
                            release,
                            deployment)
                    .update();
            return new Placement(
                    environment, host, deployment, release, wanted, keepsRunning, Duration.ZERO);
        }

        @Override
        public void heal(Placement placement) {
            database.sql(
                            """
                            update instance set state = 'HEALTHY', host_port = 30000 + ordinal
                            where deployment_id = ? and removed_at is null
                            """,
                            placement.deploymentId())
                    .update();
        }

        @Override
        public void ruin(Placement placement, Cause cause) {
            database.sql(
                            """
                            update instance set state = 'FAILED', cause = ? where id =
                                (select id from instance where deployment_id = ? and removed_at is null order by id limit 1)
                            """,
                            database.json(cause),
                            placement.deploymentId())
                    .update();
        }

        @Override
        public void confirm(long version) {
            database.sql("update edge set applied_version = ? where host_id = ?", version, host)
                    .update();
        }

        @Override
        public void letGo() {
            confirm(
                    database.sql("select route_version from host where id = ?", host)
                            .one(row -> row.number("route_version")));
            call(() -> target().drained(environment, host));
            database.sql(
                            """
                            update instance set state = 'REMOVED', removed_at = now()
                            where environment_id = ? and goal = 'REMOVE' and removed_at is null
                            """,
                            environment)
                    .update();
        }

        @Override
        public Set<UUID> serving() {
            List<UUID> releases =
                    database.sql(
                                    """
                                    select distinct i.release_id from instance i
                                    join route r on r.environment_id = i.environment_id
                                    join route_target t on t.route_id = r.id and t.release_id = i.release_id
                                    where i.environment_id = ? and i.routed and i.removed_at is null
                                    """,
                                    environment)
                            .list(row -> row.uuid("release_id"));
            return Set.copyOf(releases);
        }

        @Override
        public int running(UUID release) {
            return database.sql(
                            """
                            select count(*) as n from instance
                            where environment_id = ? and release_id = ? and goal = 'RUN' and removed_at is null
                            """,
                            environment,
                            release)
                    .one(row -> row.integer("n"));
        }
    }
}
