package dev.autostack.controlplane.usage;

import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.UUID;

/** Reckons usage from the rows of what happened; nothing is counted twice or apart from them. */
@Singleton
final class UsageReads {
    private final Database database;

    UsageReads(Database database) {
        this.database = database;
    }

    Usage of(UUID team, Instant from, Instant to) {
        return database.sql(
                        """
                        with span as (select ?::uuid as team, ?::timestamptz as lower, ?::timestamptz as upper)
                        select
                            (select coalesce(sum(extract(epoch from least(coalesce(b.finished_at, now()), s.upper)
                                    - greatest(b.leased_at, s.lower))), 0) / 60
                                from build b where b.team_id = s.team and b.leased_at < s.upper
                                and coalesce(b.finished_at, now()) > s.lower) as build_minutes,
                            (select coalesce(sum(extract(epoch from least(coalesce(i.removed_at, now()), s.upper)
                                    - greatest(i.started_at, s.lower))), 0) / 3600
                                from instance i join deployment d on d.id = i.deployment_id
                                where d.team_id = s.team and i.started_at < s.upper
                                and coalesce(i.removed_at, now()) > s.lower) as instance_hours,
                            (select count(*) from deployment d where d.team_id = s.team
                                and d.created_at >= s.lower and d.created_at < s.upper) as deployments,
                            (select count(*) from project p where p.team_id = s.team and p.deleted_at is null) as projects,
                            (select coalesce(sum(size_bytes), 0) from (select distinct on (r.repository, r.digest) r.size_bytes
                                from release r join project p on p.id = r.project_id
                                where p.team_id = s.team and r.image_deleted_at is null) images) as image_bytes,
                            (select coalesce(sum(octet_length(c.lines)), 0) from log_chunk c
                                join log_stream l on l.id = c.stream_id join deployment d on d.id = l.deployment_id
                                where d.team_id = s.team) as log_bytes
                        from span s
                        """,
                        team,
                        from,
                        to)
                .one(row ->
                        new Usage(
                                hundredths(row.decimal("build_minutes")),
                                hundredths(row.decimal("instance_hours")),
                                row.number("deployments"),
                                row.number("projects"),
                                row.number("image_bytes"),
                                row.number("log_bytes")));
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
