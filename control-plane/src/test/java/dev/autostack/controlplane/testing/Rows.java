package dev.autostack.controlplane.testing;

import dev.autostack.controlplane.access.MachineCredentials;
import dev.autostack.controlplane.access.Tokens;
import dev.autostack.controlplane.db.Database;
import java.util.UUID;

/** Rows that a test stands on, written past the code under test. */
public final class Rows {
    private final Database database;

    public Rows(Database database) {
        this.database = database;
    }

    public UUID team() {
        UUID id = UUID.randomUUID();
        database.sql("insert into team (id, name) values (?, 'team')", id).update();
        return id;
    }

    public UUID host() {
        UUID id = UUID.randomUUID();
        database.sql("insert into host (id, name) values (?, 'host')", id).update();
        return id;
    }

    public UUID project(UUID teamId, String name) {
        UUID id = UUID.randomUUID();
        database.sql(
                        "insert into project (id, team_id, name, git_url, settings) values (?, ?, ?, 'https://example.com/a.git', '{}')",
                        id,
                        teamId,
                        name)
                .update();
        return id;
    }

    public UUID environment(UUID projectId, UUID hostId) {
        UUID id = UUID.randomUUID();
        database.sql(
                        "insert into environment (id, project_id, host_id, name, kind) values (?, ?, ?, 'production', 'PRODUCTION')",
                        id,
                        projectId,
                        hostId)
                .update();
        return id;
    }

    /** A deployment that is building. */
    public UUID deployment(UUID teamId, UUID projectId, UUID environmentId, int number) {
        UUID id = UUID.randomUUID();
        database.sql(
                        "insert into deployment (id, team_id, project_id, environment_id, number, generation, kind, trigger_kind, state, deadline)"
                                + " values (?, ?, ?, ?, ?, ?, 'DEPLOY', 'USER', 'BUILDING', now() + interval '1 hour')",
                        id,
                        teamId,
                        projectId,
                        environmentId,
                        number,
                        (long) number)
                .update();
        return id;
    }

    public UUID worker(String credential) {
        UUID id = UUID.randomUUID();
        database.sql(
                        "insert into worker (id, name, version, credential_hash) values (?, 'worker', '1', ?)",
                        id,
                        Tokens.hash(credential))
                .update();
        return id;
    }

    public UUID worker() {
        return worker(Tokens.random(MachineCredentials.WORKER_PREFIX));
    }

    /** A build leased with this fence. */
    public UUID leasedBuild(
            UUID teamId, UUID projectId, UUID deploymentId, UUID workerId, long fence) {
        UUID id = UUID.randomUUID();
        database.sql(
                        "insert into build (id, team_id, project_id, deployment_id, kind, state, attempt, fence, worker_id, lease_until, deadline)"
                                + " values (?, ?, ?, ?, 'BUILD', 'LEASED', 1, ?, ?, now() + interval '1 hour', now() + interval '1 hour')",
                        id,
                        teamId,
                        projectId,
                        deploymentId,
                        fence,
                        workerId)
                .update();
        return id;
    }

    public UUID release(UUID projectId, UUID environmentId, int number) {
        UUID id = UUID.randomUUID();
        database.sql(
                        "insert into release (id, project_id, environment_id, number, repository, digest, size_bytes, run_plan, settings, variables)"
                                + " values (?, ?, ?, ?, 'localhost:5000/a', ?, 1, '{}', '{}', '')",
                        id,
                        projectId,
                        environmentId,
                        number,
                        "sha256:" + "0".repeat(64))
                .update();
        return id;
    }

    public UUID instance(UUID deploymentId, UUID releaseId, UUID environmentId, UUID hostId) {
        UUID id = UUID.randomUUID();
        database.sql(
                        "insert into instance (id, deployment_id, release_id, environment_id, host_id, ordinal, goal) values (?, ?, ?, ?, ?, 1, 'RUN')",
                        id,
                        deploymentId,
                        releaseId,
                        environmentId,
                        hostId)
                .update();
        return id;
    }
}
