package dev.autostack.controlplane.audit;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.Peer;
import io.micronaut.http.context.ServerRequestContext;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes audit events in the transaction of the caller: no change without its event. */
@Singleton
public final class Audit {
    private final Database database;
    private final Peer peer;

    Audit(Database database, Peer peer) {
        this.database = database;
        this.peer = peer;
    }

    /**
     * @param action noun.verb, for example {@code project.create}
     * @param detail names and numbers, never values of variables or other secrets
     */
    public void record(
            Identity actor,
            String action,
            String subjectKind,
            @Nullable UUID subjectId,
            Map<String, ?> detail) {
        switch (actor) {
            case Identity.Person person ->
                    write(
                            person.teamId(),
                            "USER",
                            person.accountId(),
                            action,
                            subjectKind,
                            subjectId,
                            detail);
            case Identity.Worker worker ->
                    write(
                            worker.teamId(),
                            "WORKER",
                            worker.workerId(),
                            action,
                            subjectKind,
                            subjectId,
                            detail);
            case Identity.Agent agent ->
                    write(null, "AGENT", agent.agentId(), action, subjectKind, subjectId, detail);
            case Identity.Edge edge ->
                    write(null, "EDGE", edge.edgeId(), action, subjectKind, subjectId, detail);
            case Identity.Anonymous nobody ->
                    write(null, "SYSTEM", null, action, subjectKind, subjectId, detail);
        }
    }

    /** What the control plane did by itself. */
    public void recordSystem(
            @Nullable UUID teamId,
            String action,
            String subjectKind,
            @Nullable UUID subjectId,
            Map<String, ?> detail) {
        write(teamId, "SYSTEM", null, action, subjectKind, subjectId, detail);
    }

    private void write(
            @Nullable UUID teamId,
            String actorKind,
            @Nullable UUID actorId,
            String action,
            String subjectKind,
            @Nullable UUID subjectId,
            Map<String, ?> detail) {
        database.sql(
                        "insert into audit_event (team_id, actor_kind, actor_id, action, subject_kind, subject_id, detail, address)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                        teamId,
                        actorKind,
                        actorId,
                        action,
                        subjectKind,
                        subjectId,
                        database.json(detail),
                        ServerRequestContext.currentRequest().map(peer::address).orElse(null))
                .update();
    }
}
