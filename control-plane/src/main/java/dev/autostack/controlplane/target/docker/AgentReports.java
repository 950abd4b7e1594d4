package dev.autostack.controlplane.target.docker;

import dev.autostack.controlplane.agent.Hosts;
import dev.autostack.controlplane.audit.Audit;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Row;
import dev.autostack.controlplane.db.Signals;
import dev.autostack.controlplane.route.RouteTables;
import dev.autostack.protocol.AgentReport;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.ObservedInstance;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what agents see into the instance rows; writes nothing where nothing changed. */
@Singleton
final class AgentReports {
    private static final Logger LOG = LoggerFactory.getLogger(AgentReports.class);

    private final Database database;
    private final Signals signals;
    private final RouteTables tables;
    private final Hosts hosts;
    private final Audit audit;

    AgentReports(Database database, Signals signals, RouteTables tables, Hosts hosts, Audit audit) {
        this.database = database;
        this.signals = signals;
        this.tables = tables;
        this.hosts = hosts;
        this.audit = audit;
    }

    /** An instance as the rows know it. {@code gone}: it should not exist from this version on. */
    private record Known(
            UUID id,
            UUID environmentId,
            String goal,
            long goalVersion,
            String state,
            boolean routed,
            @Nullable String containerId,
            @Nullable Integer hostPort,
            int restarts,
            boolean hasCause) {

        static Known read(Row row) throws SQLException {
            return new Known(
                    row.uuid("id"),
                    row.uuid("environment_id"),
                    row.text("goal"),
                    row.number("goal_version"),
                    row.text("state"),
                    row.flag("routed"),
                    row.textOrNull("container_id"),
                    row.integerOrNull("host_port"),
                    row.integer("restarts"),
                    row.flag("has_cause"));
        }

        boolean differs(ObservedInstance seen) {
            return !state.equals(seen.state().name())
                    || !Objects.equals(containerId, seen.containerId())
                    || !Objects.equals(hostPort, seen.hostPort())
                    || restarts != seen.restarts()
                    || hasCause != (seen.cause() != null);
        }

        boolean changesTable(ObservedInstance seen) {
            boolean healthy = state.equals(InstanceState.HEALTHY.name());
            return routed
                    && (healthy != (seen.state() == InstanceState.HEALTHY)
                            || !Objects.equals(hostPort, seen.hostPort()));
        }
    }

    void accept(UUID agent, UUID host, AgentReport report) {
        database.doInTransaction(() -> {
            Map<UUID, ObservedInstance> seen = new HashMap<>();
            report.instances().forEach(one -> seen.put(one.instanceId(), one));
            Set<UUID> changed = new LinkedHashSet<>();
            boolean table = false;
            for (Known known : known(host)) {
                ObservedInstance one = seen.get(known.id());
                if (one != null && known.differs(one)) {
                    write(known, one);
                    changed.add(known.environmentId());
                    table |= known.changesTable(one);
                } else if (one == null && isGone(known, report)) {
                    remove(known);
                    changed.add(known.environmentId());
                    table |= known.routed();
                }
            }
            keep(agent, report);
            noteTrouble(agent, host, report.trouble());
            changed.forEach(id -> signals.send(Hosts.INSTANCES_CHANGED, id.toString()));
            if (table) {
                tables.changed(host);
            }
        });
    }

    /** Locked in the order of ids, as everyone does. */
    private List<Known> known(UUID host) {
        return database.sql(
                        """
                        select id, environment_id, goal, goal_version, state, routed, container_id, host_port, restarts,
                            cause is not null as has_cause
                        from instance where host_id = ? and removed_at is null
                        order by id for no key update
                        """,
                        host)
                .list(Known::read);
    }

    private static boolean isGone(Known known, AgentReport report) {
        return known.goal().equals("REMOVE") && report.appliedVersion() >= known.goalVersion();
    }

    private void write(Known known, ObservedInstance seen) {
        if (!known.state().equals(seen.state().name())) {
            LOG.info(
                    "instance={} environment={} {} -> {}",
                    known.id(),
                    known.environmentId(),
                    known.state(),
                    seen.state());
        }
        database.sql(
                        """
                        update instance set state = ?, container_id = ?, host_port = ?, restarts = ?, cause = ?,
                            started_at = coalesce(?, started_at), observed_at = now(),
                            healthy_at = case when ? = 'HEALTHY' then coalesce(healthy_at, now()) else healthy_at end
                        where id = ?
                        """,
                        seen.state(),
                        seen.containerId(),
                        seen.hostPort(),
                        seen.restarts(),
                        seen.cause() == null ? null : database.json(seen.cause()),
                        seen.startedAt(),
                        seen.state(),
                        known.id())
                .update();
    }

    private void remove(Known known) {
        LOG.info("instance={} environment={} removed", known.id(), known.environmentId());
        database.sql(
                        """
                        update instance set state = 'REMOVED', removed_at = now(), observed_at = now(), routed = false
                        where id = ?
                        """,
                        known.id())
                .update();
    }

    private record Trouble(@Nullable String known, @Nullable Instant since) {}

    /** Trouble that begins or ends is an event, and rollouts on the host look again. */
    private void noteTrouble(UUID agent, UUID host, @Nullable Cause now) {
        Trouble before =
                database.sql(
                                "select trouble ->> 'code' as code, trouble_since from agent where id = ? for no key update",
                                agent)
                        .one(row ->
                                new Trouble(
                                        row.textOrNull("code"),
                                        row.instantOrNull("trouble_since")));
        String code = now == null ? null : now.code();
        if (Objects.equals(code, before.known())) {
            return;
        }
        database.sql(
                        """
                        update agent set trouble = ?, trouble_since = case when ?::text is null then null
                            else coalesce(trouble_since, now()) end where id = ?
                        """,
                        now == null ? null : database.json(now),
                        code,
                        agent)
                .update();
        if (now == null) {
            LOG.info("agent={} host={} works again", agent, host);
            Instant since = before.since();
            tell(
                    agent,
                    host,
                    "agent.recover",
                    since == null ? Map.of() : Map.of("since", since.toString()));
        } else {
            LOG.warn("agent={} host={} is in trouble: {}", agent, host, now.message());
            tell(
                    agent,
                    host,
                    "agent.trouble",
                    Map.of("code", now.code(), "message", now.message()));
        }
        environmentsOn(host).forEach(id -> signals.send(Hosts.INSTANCES_CHANGED, id.toString()));
    }

    private void tell(UUID agent, UUID host, String action, Map<String, String> detail) {
        hosts.teams(host).forEach(team -> audit.recordSystem(team, action, "agent", agent, detail));
    }

    private List<UUID> environmentsOn(UUID host) {
        return database.sql(
                        "select distinct environment_id from instance where host_id = ? and removed_at is null",
                        host)
                .list(row -> row.uuid("environment_id"));
    }

    private void keep(UUID agent, AgentReport report) {
        database.sql(
                        """
                        update agent set applied_version = ?, version = left(?, 64), engine_version = left(?, 64),
                            facts = ?, last_seen_at = now() where id = ?
                        """,
                        report.appliedVersion(),
                        report.agentVersion(),
                        report.engineVersion(),
                        database.json(report.host()),
                        agent)
                .update();
    }
}
