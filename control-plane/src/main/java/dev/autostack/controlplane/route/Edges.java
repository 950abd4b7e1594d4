package dev.autostack.controlplane.route;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Signals;
import dev.autostack.protocol.EdgeReport;
import dev.autostack.protocol.OpenRequests;
import dev.autostack.protocol.RouteCounters;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the edges said: which table they serve, and how many requests passed. */
@Singleton
public final class Edges {
    /** Topic: the edge of the host with this id reported. */
    public static final String REPORTED = "edge-report";

    private static final Duration SILENCE = Duration.ofSeconds(45);

    private final Database database;
    private final Signals signals;

    Edges(Database database, Signals signals) {
        this.database = database;
        this.signals = signals;
    }

    /** {@code refused} says why it does not serve a newer table than {@code appliedVersion}. */
    public record Edge(long appliedVersion, @Nullable String refused, boolean connected) {}

    /** The edge of a host; empty when none has enrolled. */
    public Optional<Edge> ofHost(UUID host) {
        return database.sql(
                        """
                        select applied_version, refused,
                            coalesce(last_seen_at > now() - ? * interval '1 second', false) as connected
                        from edge where host_id = ? and disabled_at is null
                        """,
                        SILENCE.toSeconds(),
                        host)
                .first(row ->
                        new Edge(
                                row.number("applied_version"),
                                row.textOrNull("refused"),
                                row.flag("connected")));
    }

    /**
     * Whether an instance that left the route table may still have requests or streams, by the
     * newest report of the host's edge. Yes when the edge cannot tell.
     */
    public boolean mayServe(UUID host, UUID instance) {
        return database.sql(
                        """
                        select 1 from edge where host_id = ? and disabled_at is null
                            and (leaving is null or leaving @> jsonb_build_array(jsonb_build_object('instanceId', ?::text)))
                        """,
                        host,
                        instance.toString())
                .exists();
    }

    void seen(UUID edge) {
        database.sql(
                        """
                        update edge set last_seen_at = now()
                        where id = ? and (last_seen_at is null or last_seen_at < now() - interval '5 seconds')
                        """,
                        edge)
                .update();
    }

    void report(UUID edge, UUID host, EdgeReport report) {
        List<OpenRequests> leaving = report.leaving();
        database.doInTransaction(() -> {
            database.sql(
                            """
                            update edge set applied_version = ?, refused = ?, version = left(?, 64),
                                last_seen_at = now(), reported_at = now(), start_id = ?, leaving = ?
                            where id = ?
                            """,
                            report.appliedVersion(),
                            report.refused(),
                            report.edgeVersion(),
                            report.startId(),
                            leaving == null ? null : database.json(leaving),
                            edge)
                    .update();
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (RouteCounters counters : report.counters()) {
                rows.add(
                        new @Nullable Object[] {
                            edge,
                            report.startId(),
                            counters.routeId(),
                            counters.releaseId(),
                            database.json(counters)
                        });
            }
            database.batch(
                    """
                    insert into route_counter (edge_id, start_id, route_id, release_id, counters, at)
                    values (?, ?, ?, ?, ?, now())
                    on conflict (edge_id, start_id, route_id, release_id)
                        do update set counters = excluded.counters, at = excluded.at
                    """,
                    rows);
            signals.send(REPORTED, host.toString());
        });
    }
}
