package dev.autostack.controlplane.build;

import dev.autostack.controlplane.db.Database;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The stages that people see of a deployment; each one keeps its newest attempt. */
@Singleton
public final class Stages {
    private final Database database;

    Stages(Database database) {
        this.database = database;
    }

    /** Repeating it changes nothing but the detail. */
    public void started(UUID deployment, Stage stage, int attempt, @Nullable String detail) {
        database.sql(
                        """
                        insert into deployment_stage as s (deployment_id, stage, attempt, status, detail)
                        values (?, ?, ?, 'STARTED', ?)
                        on conflict (deployment_id, stage) do update set
                            started_at = case when s.attempt < excluded.attempt then now() else s.started_at end,
                            finished_at = case when s.attempt < excluded.attempt then null else s.finished_at end,
                            status = case when s.attempt < excluded.attempt then 'STARTED' else s.status end,
                            attempt = greatest(s.attempt, excluded.attempt),
                            detail = coalesce(excluded.detail, s.detail)
                        """,
                        deployment,
                        stage,
                        attempt,
                        detail)
                .update();
    }

    public void finished(
            UUID deployment,
            Stage stage,
            int attempt,
            StageStatus status,
            @Nullable String detail) {
        started(deployment, stage, attempt, detail);
        database.sql(
                        """
                        update deployment_stage set status = ?, finished_at = coalesce(finished_at, now())
                        where deployment_id = ? and stage = ? and attempt = ?
                        """,
                        status,
                        deployment,
                        stage,
                        attempt)
                .update();
    }

    /** Ends whatever stage is under way. */
    public void endOpen(UUID deployment, StageStatus status) {
        database.sql(
                        """
                        update deployment_stage set status = ?, finished_at = now()
                        where deployment_id = ? and status = 'STARTED'
                        """,
                        status,
                        deployment)
                .update();
    }
}
