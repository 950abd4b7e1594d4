package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.util.UUID;

/**
 * Counts the requests of a cutover: of the new release from the moment it gets the route, of the
 * others from the moment the edge confirmed the switch, until the last old instance drained. The
 * edges' counters are totals per run; runs add up.
 */
@Singleton
final class Cutover {
    /** Totals per release of the environment's routes, as a JSON object. */
    private static final String TOTALS =
            """
            select coalesce(jsonb_object_agg(release_id, jsonb_build_object('requests', requests, 'failed', failed)), '{}') as totals
            from (
                select c.release_id, sum((c.counters ->> 'requests')::bigint) as requests,
                    sum((c.counters ->> 'edgeErrors')::bigint + (c.counters ->> 'serverErrors')::bigint) as failed
                from route_counter c join route r on r.id = c.route_id
                where r.environment_id = ? group by c.release_id
            ) t
            """;

    private final Database database;

    Cutover(Database database) {
        this.database = database;
    }

    void begin(Deployment deployment) {
        database.sql(
                        "update deployment set cutover_baseline = (" + TOTALS + ") where id = ?",
                        deployment.environmentId(),
                        deployment.id())
                .update();
    }

    /** The releases that served until now are counted from here, the new one since it began. */
    void confirmed(Deployment deployment) {
        UUID release = deployment.release();
        boolean same =
                database.sql(
                                "select 1 from deployment where environment_id = ? and state = 'LIVE' and release_id = ?",
                                deployment.environmentId(),
                                release)
                        .exists();
        database.sql(
                        """
                        update deployment set cutover_baseline = (%s) || case when ? then '{}'
                            else jsonb_build_object(?::text, coalesce(cutover_baseline -> ?::text,
                                '{"requests": 0, "failed": 0}')) end
                        where id = ?
                        """
                                .formatted(TOTALS),
                        deployment.environmentId(),
                        same,
                        release.toString(),
                        release.toString(),
                        deployment.id())
                .update();
    }

    /** Writes down what passed and failed since then; later calls change nothing. */
    void end(UUID environment) {
        database.sql(
                        """
                        with now_ as (%s), open as (
                            select id, cutover_baseline as base from deployment
                            where environment_id = ? and cutover_baseline is not null and deadline is null
                        ), sums as (
                            select o.id,
                                coalesce(sum((t.value ->> 'requests')::bigint - coalesce((o.base -> t.key ->> 'requests')::bigint, 0)), 0) as requests,
                                coalesce(sum((t.value ->> 'failed')::bigint - coalesce((o.base -> t.key ->> 'failed')::bigint, 0)), 0) as failed
                            from open o left join lateral (select * from now_, jsonb_each(now_.totals)) t on true
                            group by o.id
                        )
                        update deployment d set cutover_baseline = null, cutover_failed = greatest(0, s.failed),
                            cutover_passed = greatest(0, s.requests - s.failed)
                        from sums s where d.id = s.id
                        """
                                .formatted(TOTALS),
                        environment,
                        environment)
                .update();
    }
}
