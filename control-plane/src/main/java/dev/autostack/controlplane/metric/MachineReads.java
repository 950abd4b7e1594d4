package dev.autostack.controlplane.metric;

import dev.autostack.controlplane.db.Database;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.HostFacts;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Reads the machines of a team. */
@Singleton
final class MachineReads {
    // Long polls last 25 s.
    private static final Duration SILENCE = Duration.ofSeconds(45);
    private static final String ONLINE =
            "coalesce(m.last_seen_at > now() - "
                    + SILENCE.toSeconds()
                    + " * interval '1 second', false)";
    private static final String OF_TEAM =
            " where m.disabled_at is null and h.deleted_at is null and (h.team_id is null or h.team_id = ?)"
                    + " order by h.name, m.name, m.id";

    private final Database database;

    MachineReads(Database database) {
        this.database = database;
    }

    Machines of(UUID team) {
        return database.inTransaction(() ->
                new Machines(
                        database.sql("select now() as at").one(row -> row.instant("at")),
                        hosts(team),
                        workers(team),
                        agents(team),
                        edges(team)));
    }

    private List<Machines.HostView> hosts(UUID team) {
        return database.sql(
                        "select h.id, h.name, h.team_id is null as shared,"
                                + " (exists (select 1 from agent m where m.host_id = h.id and m.disabled_at is null and "
                                + ONLINE
                                + ") and exists (select 1 from edge m where m.host_id = h.id and m.disabled_at is null and "
                                + ONLINE
                                + ")) as online, i.instances, i.healthy from host h cross join lateral"
                                + " (select count(*) as instances, count(*) filter (where i.state = 'HEALTHY') as healthy"
                                + " from instance i join deployment d on d.id = i.deployment_id"
                                + " where i.host_id = h.id and i.removed_at is null and i.goal = 'RUN' and d.team_id = ?) i"
                                + " where h.deleted_at is null and (h.team_id is null or h.team_id = ?) order by h.name, h.id",
                        team,
                        team)
                .list(row ->
                        new Machines.HostView(
                                row.uuid("id"),
                                row.text("name"),
                                row.flag("shared"),
                                row.flag("online"),
                                row.integer("instances"),
                                row.integer("healthy")));
    }

    private List<Machines.WorkerView> workers(UUID team) {
        return database.sql(
                        "select m.id, m.name, m.version, m.team_id is null as shared, m.last_seen_at, m.slots, "
                                + ONLINE
                                + " as online, (select count(*) from build b where b.worker_id = m.id and b.state = 'LEASED') as running"
                                + " from worker m where m.disabled_at is null and (m.team_id is null or m.team_id = ?)"
                                + " order by m.name, m.id",
                        team)
                .list(row ->
                        new Machines.WorkerView(
                                row.uuid("id"),
                                row.text("name"),
                                row.text("version"),
                                row.flag("shared"),
                                row.flag("online"),
                                row.instantOrNull("last_seen_at"),
                                row.integerOrNull("slots"),
                                row.integer("running")));
    }

    private List<Machines.AgentView> agents(UUID team) {
        return database.sql(
                        "select m.id, m.host_id, h.name as host_name, m.name, m.version, m.engine_version, m.last_seen_at, "
                                + ONLINE
                                + " as online, h.desired_version, m.applied_version, m.facts, m.trouble, m.trouble_since"
                                + " from agent m join host h on h.id = m.host_id"
                                + OF_TEAM,
                        team)
                .list(row ->
                        new Machines.AgentView(
                                row.uuid("id"),
                                row.uuid("host_id"),
                                row.text("host_name"),
                                row.text("name"),
                                row.text("version"),
                                row.textOrNull("engine_version"),
                                row.flag("online"),
                                row.instantOrNull("last_seen_at"),
                                row.number("desired_version"),
                                row.number("applied_version"),
                                row.jsonOrNull("facts", HostFacts.class),
                                row.jsonOrNull("trouble", Cause.class),
                                row.instantOrNull("trouble_since")));
    }

    private List<Machines.EdgeView> edges(UUID team) {
        return database.sql(
                        "select m.id, m.host_id, h.name as host_name, m.name, m.version, m.last_seen_at, "
                                + ONLINE
                                + " as online, h.route_version, m.applied_version, m.refused"
                                + " from edge m join host h on h.id = m.host_id"
                                + OF_TEAM,
                        team)
                .list(row ->
                        new Machines.EdgeView(
                                row.uuid("id"),
                                row.uuid("host_id"),
                                row.text("host_name"),
                                row.text("name"),
                                row.text("version"),
                                row.flag("online"),
                                row.instantOrNull("last_seen_at"),
                                row.number("route_version"),
                                row.number("applied_version"),
                                row.textOrNull("refused")));
    }
}
