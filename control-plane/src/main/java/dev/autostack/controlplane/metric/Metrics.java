package dev.autostack.controlplane.metric;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.protocol.MetricBatch;
import io.micronaut.context.annotation.Value;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Samples of instances: taken by agents, kept for a while, thinned out in the question. */
@Singleton
public final class Metrics {
    private static final int BATCH_MAX = 10_000;
    private static final int DELETED_AT_ONCE = 10_000;

    private final Database database;
    private final Duration retention;

    Metrics(Database database, @Value("${autostack.metrics.retention:7d}") Duration retention) {
        this.database = database;
        this.retention = retention;
    }

    /**
     * Stores the samples of instances on the agent's host; others, old ones and those from the
     * future are dropped. Repeatable: a sample has one place.
     */
    public void store(Identity.Agent agent, MetricBatch batch) {
        if (batch.samples().size() > BATCH_MAX) {
            throw Refusal.invalid("samples", "At most " + BATCH_MAX + " samples in one request.");
        }
        if (batch.samples().isEmpty()) {
            return;
        }
        database.sql(
                        """
                        insert into metric_sample (instance_id, at, cpu_percent, memory_bytes, memory_limit_bytes,
                            network_in_bytes, network_out_bytes, disk_read_bytes, disk_write_bytes, pids)
                        select i.id, s.at, least(greatest(s."cpuPercent", 0), 1000000), greatest(s."memoryBytes", 0),
                            greatest(s."memoryLimitBytes", 0), greatest(s."networkInBytes", 0),
                            greatest(s."networkOutBytes", 0), greatest(s."diskReadBytes", 0),
                            greatest(s."diskWriteBytes", 0), greatest(s.pids, 0)
                        from jsonb_to_recordset(?) as s ("instanceId" uuid, at timestamptz, "cpuPercent" double precision,
                            "memoryBytes" bigint, "memoryLimitBytes" bigint, "networkInBytes" bigint,
                            "networkOutBytes" bigint, "diskReadBytes" bigint, "diskWriteBytes" bigint, pids int)
                        join instance i on i.id = s."instanceId" and i.host_id = ?
                        where s.at < now() + interval '5 minutes' and s.at > now() - ? * interval '1 second'
                        on conflict do nothing
                        """,
                        database.json(batch.samples()),
                        agent.hostId(),
                        retention.toSeconds())
                .update();
    }

    /** The instances of a deployment with their thinned samples; both in the order of time. */
    List<MetricSeries.Instance> read(UUID deploymentId, MetricRange range) {
        List<MetricSeries.Instance> series = new ArrayList<>();
        List<MetricSeries.Point> points = new ArrayList<>();
        @Nullable UUID[] current = new UUID[1];
        database.sql(
                        """
                        select s.instance_id, i.ordinal, date_bin(? * interval '1 second', s.at, ?::timestamptz) as bin,
                            avg(s.cpu_percent) as cpu, max(s.memory_bytes) as memory,
                            max(s.memory_limit_bytes) as memory_limit, max(s.network_in_bytes) as network_in,
                            max(s.network_out_bytes) as network_out, max(s.disk_read_bytes) as disk_read,
                            max(s.disk_write_bytes) as disk_write, max(s.pids) as pids
                        from instance i join metric_sample s on s.instance_id = i.id
                        where i.deployment_id = ? and s.at >= ? and s.at < ?
                        group by s.instance_id, i.ordinal, i.created_at, bin
                        order by i.ordinal, i.created_at, s.instance_id, bin
                        """,
                        range.stepSeconds(),
                        range.from(),
                        deploymentId,
                        range.from(),
                        range.to())
                .list(row -> {
                    UUID instance = row.uuid("instance_id");
                    if (!instance.equals(current[0])) {
                        close(series, current[0], points);
                        current[0] = instance;
                    }
                    points.add(
                            new MetricSeries.Point(
                                    row.instant("bin"),
                                    Math.round(row.decimal("cpu") * 100) / 100.0,
                                    row.number("memory"),
                                    row.number("memory_limit"),
                                    row.number("network_in"),
                                    row.number("network_out"),
                                    row.number("disk_read"),
                                    row.number("disk_write"),
                                    row.integer("pids")));
                    return instance;
                });
        close(series, current[0], points);
        return series;
    }

    private static void close(
            List<MetricSeries.Instance> series,
            @Nullable UUID instance,
            List<MetricSeries.Point> points) {
        if (instance != null) {
            series.add(new MetricSeries.Instance(instance, points));
            points.clear();
        }
    }

    boolean deploymentExists(UUID deploymentId, UUID teamId) {
        return database.sql(
                        "select 1 from deployment where id = ? and team_id = ? and deleted_at is null",
                        deploymentId,
                        teamId)
                .exists();
    }

    @Scheduled(fixedDelay = "10m", initialDelay = "1m")
    void forget() {
        int deleted = DELETED_AT_ONCE;
        while (deleted == DELETED_AT_ONCE) {
            deleted =
                    database.sql(
                                    """
                                    delete from metric_sample where ctid in (select ctid from metric_sample
                                        where at < now() - ? * interval '1 second' limit ?)
                                    """,
                                    retention.toSeconds(),
                                    DELETED_AT_ONCE)
                            .update();
        }
    }
}
