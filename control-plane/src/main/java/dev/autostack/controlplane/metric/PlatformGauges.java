package dev.autostack.controlplane.metric;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.DatabaseException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.scheduling.annotation.Scheduled;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits, runs and is connected, of all teams: read by one question at fixed times, so that
 * scraping costs the database nothing.
 */
@Context
final class PlatformGauges {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformGauges.class);
    private static final List<String> NAMES =
            List.of(
                    "builds.queued",
                    "builds.running",
                    "builds.oldest.queued.seconds",
                    "deployments.unfinished",
                    "deployments.overdue",
                    "deployments.live",
                    "instances.running",
                    "workers.connected",
                    "agents.connected",
                    "edges.connected");

    private final Database database;
    private final Map<String, Double> values = new ConcurrentHashMap<>();

    PlatformGauges(Database database, MeterRegistry registry) {
        this.database = database;
        for (String name : NAMES) {
            Gauge.builder("autostack." + name, values, map -> map.getOrDefault(name, Double.NaN))
                    .register(registry);
        }
    }

    private record Value(String name, double value) {}

    @Scheduled(fixedDelay = "${autostack.metrics.gauges:10s}", initialDelay = "1s")
    void read() {
        try {
            values.putAll(
                    database
                            .sql(
                                    """
                                    select 'builds.queued' as name, count(*)::float8 as value from build where state = 'QUEUED'
                                    union all select 'builds.running', count(*) from build where state = 'LEASED'
                                    union all select 'builds.oldest.queued.seconds',
                                        coalesce(extract(epoch from now() - min(created_at)), 0) from build where state = 'QUEUED'
                                    union all select 'deployments.unfinished', count(*) from deployment where deadline is not null
                                    union all select 'deployments.overdue', count(*) from deployment where deadline < now()
                                    union all select 'deployments.live', count(*) from deployment where state = 'LIVE'
                                    union all select 'instances.running', count(*) from instance where removed_at is null and goal = 'RUN'
                                    union all select 'workers.connected', count(*) from worker
                                        where disabled_at is null and last_seen_at > now() - interval '45 seconds'
                                    union all select 'agents.connected', count(*) from agent
                                        where disabled_at is null and last_seen_at > now() - interval '45 seconds'
                                    union all select 'edges.connected', count(*) from edge
                                        where disabled_at is null and last_seen_at > now() - interval '45 seconds'
                                    """)
                            .list(row -> new Value(row.text("name"), row.decimal("value")))
                            .stream()
                            .collect(Collectors.toMap(Value::name, Value::value)));
        } catch (DatabaseException e) {
            values.clear();
            LOG.warn("No figures: {}", e.getMessage());
        }
    }
}
