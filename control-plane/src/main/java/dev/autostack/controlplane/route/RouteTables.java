package dev.autostack.controlplane.route;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Row;
import dev.autostack.controlplane.db.Signals;
import dev.autostack.protocol.Route;
import dev.autostack.protocol.RouteTable;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The route table of a host, made of rows each time it is asked for. Who changes a row that it
 * shows calls {@link #changed} in the same transaction, last, because it locks the host's row.
 */
@Singleton
public final class RouteTables {
    /** Topic: the table of the host with this id has a new version. */
    public static final String CHANGED = "route-table";

    private static final String LOOPBACK = "127.0.0.1";
    private static final String STOPPED = "This app is stopped.";
    private static final String EMPTY = "Nothing is deployed here yet.";

    private final Database database;
    private final Signals signals;

    RouteTables(Database database, Signals signals) {
        this.database = database;
        this.signals = signals;
    }

    /** Gives the host's table its next version and returns it. */
    public long changed(UUID host) {
        long version =
                database.sql(
                                "update host set route_version = route_version + 1 where id = ? returning route_version",
                                host)
                        .one(row -> row.number("route_version"));
        signals.send(CHANGED, host.toString());
        return version;
    }

    /** The table, unless its version is still {@code known}. */
    Optional<RouteTable> newerThan(UUID host, long known) {
        // The version first: rows read later may be newer than it, never older.
        Optional<Long> version =
                database.sql("select route_version from host where id = ?", host)
                        .first(row -> row.number("route_version"));
        return version.filter(current -> current != known)
                .map(current -> new RouteTable(current, routes(host)));
    }

    /** One upstream of one route; without an instance: a route that has none. */
    private record Line(
            UUID routeId,
            UUID projectId,
            UUID environmentId,
            String host,
            boolean stopped,
            long drainMs,
            @Nullable UUID releaseId,
            @Nullable String digest,
            int weight,
            @Nullable UUID instanceId,
            int port) {

        static Line read(Row row) throws SQLException {
            Integer weight = row.integerOrNull("weight");
            Integer port = row.integerOrNull("host_port");
            Long drainMs = row.numberOrNull("drain_ms");
            return new Line(
                    row.uuid("id"),
                    row.uuid("project_id"),
                    row.uuid("environment_id"),
                    row.text("host_name"),
                    row.flag("stopped"),
                    drainMs == null ? 30_000 : drainMs,
                    row.uuidOrNull("release_id"),
                    row.textOrNull("digest"),
                    weight == null ? 0 : weight,
                    row.uuidOrNull("instance_id"),
                    port == null ? 0 : port);
        }
    }

    /**
     * Unhealthy instances stand in the table only while their environment has no healthy one: an
     * app that answers badly is better than none.
     */
    private List<Route> routes(UUID host) {
        List<Line> lines =
                database.sql(
                                """
                                with upstream as (
                                    select i.*, i.state = 'HEALTHY' as healthy,
                                        bool_or(i.state = 'HEALTHY') over (partition by i.environment_id) as any_healthy
                                    from instance i
                                    where i.host_id = ? and i.routed and i.removed_at is null and i.host_port is not null
                                )
                                select r.id, r.project_id, r.environment_id, r.host_name, e.stopped,
                                    (p.settings ->> 'drainMs')::bigint as drain_ms,
                                    t.release_id, l.digest, t.weight, u.id as instance_id, u.host_port
                                from route r
                                join environment e on e.id = r.environment_id and e.deleted_at is null
                                join project p on p.id = r.project_id and p.deleted_at is null
                                left join route_target t on t.route_id = r.id
                                left join release l on l.id = t.release_id
                                left join upstream u on u.environment_id = r.environment_id
                                    and u.release_id = t.release_id and (u.healthy or not u.any_healthy)
                                where r.host_id = ?
                                order by r.host_name, t.release_id, u.ordinal, u.id
                                """,
                                host,
                                host)
                        .list(Line::read);
        Map<UUID, List<Line>> byRoute = new LinkedHashMap<>();
        lines.forEach(
                line -> byRoute.computeIfAbsent(line.routeId(), id -> new ArrayList<>()).add(line));
        return byRoute.values().stream().map(RouteTables::route).toList();
    }

    private static Route route(List<Line> lines) {
        Line any = lines.getFirst();
        Map<UUID, List<Route.Upstream>> upstreams = new LinkedHashMap<>();
        Map<UUID, Line> releases = new LinkedHashMap<>();
        for (Line line : lines) {
            if (line.releaseId() != null && line.instanceId() != null) {
                releases.put(line.releaseId(), line);
                upstreams
                        .computeIfAbsent(line.releaseId(), id -> new ArrayList<>())
                        .add(new Route.Upstream(line.instanceId(), LOOPBACK, line.port()));
            }
        }
        List<Route.Target> targets = new ArrayList<>();
        releases.forEach((id, line) -> {
            String digest = line.digest();
            if (digest != null) {
                targets.add(
                        new Route.Target(
                                id, digest, line.weight(), upstreams.getOrDefault(id, List.of())));
            }
        });
        String maintenance = any.stopped() ? STOPPED : any.releaseId() == null ? EMPTY : null;
        return new Route(
                any.routeId(),
                any.projectId(),
                any.environmentId(),
                any.host(),
                targets,
                maintenance,
                any.drainMs());
    }
}
