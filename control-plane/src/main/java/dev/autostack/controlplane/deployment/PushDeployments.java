package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Begins the deployments that a push asks for. */
@Singleton
public final class PushDeployments {
    private final Database database;
    private final Beginnings beginnings;

    PushDeployments(Database database, Beginnings beginnings) {
        this.database = database;
        this.beginnings = beginnings;
    }

    /**
     * For each environment of the project that follows the branch: one deployment per (environment,
     * branch, commit), and none when a later push was seen before. {@code defaultBranch}: the
     * branch is the repository's default one, which environments without a branch follow. {@code
     * pushedAt} is the forge's clock, 0 for unknown.
     *
     * @return how many began
     */
    public int pushed(
            UUID project,
            String branch,
            String commit,
            boolean defaultBranch,
            long pushedAt,
            UUID delivery) {
        return database.inTransaction(() -> {
            int begun = 0;
            for (UUID environment : following(project, branch, defaultBranch)) {
                if (isNew(environment, branch, commit, pushedAt, delivery)) {
                    Deployment deployment = begin(environment, branch, commit);
                    database.sql(
                                    "update push set deployment_id = ? where environment_id = ? and git_ref = ? and commit_sha = ?",
                                    deployment.id(),
                                    environment,
                                    branch,
                                    commit)
                            .update();
                    begun++;
                }
            }
            return begun;
        });
    }

    private List<UUID> following(UUID project, String branch, boolean defaultBranch) {
        return database.sql(
                        """
                        select e.id from environment e join project p on p.id = e.project_id
                        where p.id = ? and p.deleted_at is null and e.deleted_at is null and e.auto_deploy
                            and (coalesce(e.branch, p.branch) = ?
                                or ? and coalesce(e.branch, p.branch) is null and e.kind = 'PRODUCTION')
                        order by e.id for no key update of e
                        """,
                        project,
                        branch,
                        defaultBranch)
                .list(row -> row.uuid("id"));
    }

    private boolean isNew(
            UUID environment, String branch, String commit, long pushedAt, UUID delivery) {
        return database.sql(
                                """
                                insert into push (environment_id, git_ref, commit_sha, pushed_at, delivery_id)
                                select ?, ?, ?, ?, ? where not exists (select 1 from push
                                    where environment_id = ? and git_ref = ? and pushed_at > ? and ? > 0)
                                on conflict do nothing
                                """,
                                environment,
                                branch,
                                commit,
                                pushedAt,
                                delivery,
                                environment,
                                branch,
                                pushedAt,
                                pushedAt)
                        .update()
                == 1;
    }

    private Deployment begin(UUID environment, String branch, String commit) {
        return beginnings.begin(NewAttempt.deploy(environment, Trigger.PUSH, branch, commit, null));
    }
}
