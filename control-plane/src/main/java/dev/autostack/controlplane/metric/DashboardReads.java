package dev.autostack.controlplane.metric;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.project.AppUrls;
import dev.autostack.controlplane.project.DeploymentSummary;
import io.micronaut.core.type.Argument;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the figures of a team by two questions. */
@Singleton
final class DashboardReads {
    private static final int NEWEST = 10;

    private final Database database;
    private final AppUrls urls;

    DashboardReads(Database database, AppUrls urls) {
        this.database = database;
        this.urls = urls;
    }

    Dashboard of(UUID team) {
        List<DeploymentSummary> newest = newest(team);
        return database.sql(
                        """
                        with t as (select ?::uuid as id)
                        select
                            (select count(*) from project where team_id = t.id and deleted_at is null) as projects,
                            (select count(*) from environment e join project p on p.id = e.project_id
                                where p.team_id = t.id and p.deleted_at is null and e.deleted_at is null) as environments,
                            (select count(*) from deployment where team_id = t.id and state = 'LIVE' and deleted_at is null) as live,
                            (select jsonb_object_agg(s.state, coalesce(c.n, 0)) from (values ('QUEUED'), ('BUILDING'), ('RELEASING'),
                                    ('VERIFYING'), ('LIVE'), ('RETIRED'), ('FAILED'), ('CANCELLED'), ('SUPERSEDED')) s (state)
                                left join (select state, count(*) as n from deployment
                                    where team_id = t.id and deleted_at is null group by state) c on c.state = s.state) as by_state,
                            i.wanted, i.healthy, w.succeeded, w.failed, w.median
                        from t
                        cross join lateral (select count(*) as wanted, count(*) filter (where n.state = 'HEALTHY') as healthy
                            from instance n join deployment d on d.id = n.deployment_id
                            where d.team_id = t.id and n.removed_at is null and n.goal = 'RUN') i
                        cross join lateral (select count(l.at) as succeeded,
                                count(*) filter (where d.state = 'FAILED' and d.finished_at > now() - interval '7 days') as failed,
                                percentile_cont(0.5) within group (order by extract(epoch from l.at - d.created_at)) as median
                            from deployment d left join lateral (select min(h.at) as at from deployment_state h
                                where h.deployment_id = d.id and h.state = 'LIVE' and h.at > now() - interval '7 days') l on true
                            where d.team_id = t.id and d.created_at > now() - interval '8 days') w
                        """,
                        team)
                .one(row ->
                        new Dashboard(
                                row.number("projects"),
                                row.number("environments"),
                                row.number("live"),
                                orEmpty(
                                        row.jsonOrNull(
                                                "by_state",
                                                Argument.mapOf(String.class, Long.class))),
                                new Dashboard.Instances(
                                        row.number("wanted"), row.number("healthy")),
                                new Dashboard.Week(
                                        row.number("succeeded"),
                                        row.number("failed"),
                                        median(row.textOrNull("median"))),
                                newest));
    }

    private List<DeploymentSummary> newest(UUID team) {
        return database.sql(
                        DeploymentSummary.SELECT
                                + " where d.team_id = ? and d.deleted_at is null order by d.created_at desc, d.id limit ?",
                        team,
                        NEWEST)
                .list(row -> DeploymentSummary.read(row, urls));
    }

    private static @Nullable Double median(@Nullable String seconds) {
        return seconds == null ? null : Math.round(Double.parseDouble(seconds) * 100) / 100.0;
    }

    private static Map<String, Long> orEmpty(@Nullable Map<String, Long> counts) {
        return counts == null ? Map.of() : counts;
    }
}
