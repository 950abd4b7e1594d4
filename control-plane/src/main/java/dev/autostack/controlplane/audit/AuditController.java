package dev.autostack.controlplane.audit;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.Cursor;
import dev.autostack.controlplane.http.Page;
import dev.autostack.controlplane.http.PageLimit;
import io.micronaut.core.type.Argument;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was done in the team, newest first. */
@Tag(name = "team")
@Controller("/api/audit")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.AUDIT_READ)
final class AuditController {
    private final Database database;

    AuditController(Database database) {
        this.database = database;
    }

    /** {@code name}: of the person or machine, as it is called now; null for the system. */
    @Serdeable
    @Schema(name = "Actor")
    record Actor(String kind, @Nullable UUID id, @Nullable String name) {}

    /** {@code action} is noun.verb; {@code detail} holds names and numbers. */
    @Serdeable
    @Schema(name = "AuditEvent")
    record AuditEvent(
            long id,
            Instant at,
            Actor actor,
            String action,
            String subjectKind,
            @Nullable UUID subjectId,
            Map<String, Object> detail,
            @Nullable String address) {}

    /**
     * {@code action}: this one or, ending in a dot, all of a noun; {@code actor}, {@code subject}:
     * ids.
     */
    @Get
    @Operation(
            operationId = "listAuditEvents",
            summary = "List what was done in the team, newest first")
    Page<AuditEvent> list(
            Identity.Person person,
            @QueryValue @Nullable String action,
            @QueryValue @Nullable UUID actor,
            @QueryValue @Nullable UUID subject,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        PageLimit page = PageLimit.of(limit);
        Cursor after = Cursor.parse(cursor, 1);
        List<AuditEvent> rows =
                database.sql(
                                """
                                select e.id, e.at, e.actor_kind, e.actor_id, e.action, e.subject_kind, e.subject_id, e.detail,
                                    e.address, coalesce(p.name, w.name, a.name, d.name) as actor_name
                                from audit_event e
                                left join account p on e.actor_kind = 'USER' and p.id = e.actor_id
                                left join worker w on e.actor_kind = 'WORKER' and w.id = e.actor_id
                                left join agent a on e.actor_kind = 'AGENT' and a.id = e.actor_id
                                left join edge d on e.actor_kind = 'EDGE' and d.id = e.actor_id
                                where e.team_id = ? and e.id < ?
                                    and (?::text is null or e.action = ? or (right(?, 1) = '.' and starts_with(e.action, ?)))
                                    and (?::uuid is null or e.actor_id = ?) and (?::uuid is null or e.subject_id = ?)
                                order by e.id desc limit ?
                                """,
                                person.teamId(),
                                after == null ? Long.MAX_VALUE : after.number(0),
                                action,
                                action,
                                action,
                                action,
                                actor,
                                actor,
                                subject,
                                subject,
                                page.plusOne())
                        .list(row ->
                                new AuditEvent(
                                        row.number("id"),
                                        row.instant("at"),
                                        new Actor(
                                                row.text("actor_kind"),
                                                row.uuidOrNull("actor_id"),
                                                row.textOrNull("actor_name")),
                                        row.text("action"),
                                        row.text("subject_kind"),
                                        row.uuidOrNull("subject_id"),
                                        orEmpty(
                                                row.jsonOrNull(
                                                        "detail",
                                                        Argument.mapOf(
                                                                String.class, Object.class))),
                                        row.textOrNull("address")));
        return Page.of(rows, page, event -> Cursor.of(event.id()));
    }

    private static Map<String, Object> orEmpty(@Nullable Map<String, Object> detail) {
        return detail == null ? Map.of() : detail;
    }
}
