package dev.autostack.controlplane.queue;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.DatabaseException;
import dev.autostack.controlplane.db.Signals;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.LeaseKind;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The queue of builds: rows of Postgres, leased with a fence from a sequence. All times are the
 * database's. Each change signals {@link #WAITING} (something can be leased) or {@link #CHANGED}
 * (with the build's id).
 */
@Singleton
public final class BuildQueue {
    /** Topic: a build waits for a worker. */
    public static final String WAITING = "build-waiting";

    /** Topic: the build with this id moved. */
    public static final String CHANGED = "build-changed";

    private static final String STALE_FENCE = "AS002";

    private final Database database;
    private final Signals signals;
    private final QueueConfig config;

    BuildQueue(Database database, Signals signals, QueueConfig config) {
        this.database = database;
        this.signals = signals;
        this.config = config;
    }

    /** Queues a build, in the transaction of what needs it. */
    public void add(NewBuild build) {
        database.sql(
                        """
                        insert into build (id, team_id, project_id, deployment_id, kind, state, git_ref,
                            commit_sha, timeout_ms, source, without_cache, deadline)
                        values (?, ?, ?, ?, ?, 'QUEUED', ?, ?, ?, ?, ?, now() + ? * interval '1 millisecond')
                        """,
                        build.id(),
                        build.teamId(),
                        build.projectId(),
                        build.deploymentId(),
                        build.kind(),
                        build.ref(),
                        build.commit(),
                        build.timeout().toMillis(),
                        build.source(),
                        build.withoutCache(),
                        config.waitDeadline().toMillis())
                .update();
        signals.send(WAITING, "any");
    }

    /**
     * Leases the next build that this worker may have: the team with the fewest running builds
     * first, the oldest build of it first, no more per project than allowed. {@code team} null: a
     * worker shared by all teams.
     */
    public Optional<Lease> lease(UUID worker, @Nullable UUID team, List<LeaseKind> kinds) {
        boolean any =
                database.sql(
                                "select 1 from build where state = 'QUEUED' and kind = any(?) and (?::uuid is null or team_id = ?) limit 1",
                                kinds,
                                team,
                                team)
                        .exists();
        if (!any) {
            return Optional.empty();
        }
        Optional<Lease> lease = database.inTransaction(() -> claim(worker, team, kinds));
        lease.ifPresent(taken -> signals.send(CHANGED, taken.buildId().toString()));
        return lease;
    }

    /** One claim at a time: two that count running builds at once would both find room. */
    private Optional<Lease> claim(UUID worker, @Nullable UUID team, List<LeaseKind> kinds) {
        database.sql("select pg_advisory_xact_lock(hashtext('build.claim'))").run();
        return database.sql(
                        """
                        with running as (
                            select team_id, project_id, count(*) as builds
                            from build where state = 'LEASED' and not cancel_requested
                            group by team_id, project_id
                        ), next as (
                            select b.id from build b
                            left join project p on p.id = b.project_id
                            where b.state = 'QUEUED' and b.deadline > now() and b.kind = any(?)
                              and (?::uuid is null or b.team_id = ?)
                              and coalesce((select r.builds from running r where r.project_id = b.project_id), 0)
                                  < coalesce((p.settings -> 'build' ->> 'concurrency')::int, ?)
                            order by coalesce((select sum(r.builds) from running r where r.team_id = b.team_id), 0),
                                b.created_at, b.id
                            limit 1
                            for update of b skip locked
                        )
                        update build b set state = 'LEASED', attempt = attempt + 1, fence = nextval('fence_seq'),
                            worker_id = ?, lease_until = now() + ? * interval '1 millisecond',
                            deadline = now() + timeout_ms * interval '1 millisecond', leased_at = now()
                        from next where b.id = next.id
                        returning b.*
                        """,
                        kinds,
                        team,
                        team,
                        config.buildsPerProject(),
                        worker,
                        config.lease().toMillis())
                .first(Lease::read);
    }

    /** What a heartbeat is told. */
    public record Beat(boolean cancel, Instant leaseUntil) {}

    /**
     * Extends a lease.
     *
     * @throws Refusal 409 stale_lease when it is no longer this worker's
     */
    public Beat heartbeat(UUID build, UUID worker, long fence) {
        return database.sql(
                        """
                        update build set lease_until = now() + ? * interval '1 millisecond'
                        where id = ? and worker_id = ? and fence = ? and state = 'LEASED'
                        returning cancel_requested, lease_until
                        """,
                        config.lease().toMillis(),
                        build,
                        worker,
                        fence)
                .first(row -> new Beat(row.flag("cancel_requested"), row.instant("lease_until")))
                .orElseThrow(BuildQueue::staleLease);
    }

    /**
     * Keeps a worker's report; the database refuses one whose fence is not current.
     *
     * @throws Refusal 409 stale_lease
     */
    public void report(UUID build, UUID worker, long fence, String kind, Object body) {
        int kept;
        try {
            kept =
                    database.sql(
                                    """
                                    insert into build_report (build_id, fence, kind, body)
                                    select id, ?, ?, ? from build where id = ? and worker_id = ?
                                    """,
                                    fence,
                                    kind,
                                    database.json(body),
                                    build,
                                    worker)
                            .update();
        } catch (DatabaseException e) {
            throw e.hasState(STALE_FENCE) ? staleLease() : e;
        }
        if (kept == 0) {
            throw staleLease();
        }
    }

    /**
     * Ends a lease with what came of it. Repeating it changes nothing. A broken platform counts as
     * a lost attempt: the build waits again until its attempts are used up.
     *
     * @return false when it was finished before
     * @throws Refusal 409 stale_lease
     */
    public boolean finish(UUID build, UUID worker, long fence, BuildOutcome outcome) {
        return database.inTransaction(() -> {
            boolean done =
                    database.sql(
                                    "select 1 from build where id = ? and worker_id = ? and fence = ? and state <> 'LEASED'"
                                            + " and exists (select 1 from build_report r where r.build_id = build.id and r.fence = build.fence and r.kind = 'FINISH')",
                                    build,
                                    worker,
                                    fence)
                            .exists();
            if (done) {
                return false;
            }
            report(build, worker, fence, "FINISH", outcome);
            end(build, outcome);
            return true;
        });
    }

    private void end(UUID build, BuildOutcome outcome) {
        boolean again = outcome instanceof BuildOutcome.Broken && requeue(build);
        if (!again) {
            database.sql(
                            """
                            update build set state = 'DONE', lease_until = null, deadline = null,
                                finished_at = now(), outcome = ? where id = ?
                            """,
                            database.json(outcome),
                            build)
                    .update();
        }
        signals.send(CHANGED, build.toString());
        signals.send(WAITING, "any");
    }

    private boolean requeue(UUID build) {
        return database.sql(
                                """
                                update build set state = 'QUEUED', lease_until = null,
                                    deadline = now() + ? * interval '1 millisecond'
                                where id = ? and attempt < max_attempts and not cancel_requested
                                """,
                                config.waitDeadline().toMillis(),
                                build)
                        .update()
                == 1;
    }

    public Optional<BuildRow> find(UUID build) {
        return database.sql("select * from build where id = ?", build).first(BuildRow::read);
    }

    public Optional<BuildRow> ofDeployment(UUID deployment) {
        return database.sql("select * from build where deployment_id = ?", deployment)
                .first(BuildRow::read);
    }

    /**
     * Calls a build off: a waiting one is done at once, the worker of a leased one is told at its
     * next heartbeat. Nothing happens to one that is done.
     */
    public void cancel(UUID build) {
        int changed =
                database.sql(
                                """
                                update build set cancel_requested = true,
                                    state = case state when 'QUEUED' then 'DONE' else state end,
                                    deadline = case state when 'QUEUED' then null
                                        else least(deadline, now() + ? * interval '1 millisecond') end,
                                    finished_at = case state when 'QUEUED' then now() end
                                where id = ? and state <> 'DONE' and not cancel_requested
                                """,
                                config.cancelGrace().toMillis(),
                                build)
                        .update();
        if (changed > 0) {
            signals.send(CHANGED, build.toString());
            signals.send(WAITING, "any");
        }
    }

    /** How many builds stand before this one, counting from 1; empty when it does not wait. */
    public Optional<Integer> position(UUID build) {
        return database.sql(
                        """
                        select (select count(*) from build o where o.state = 'QUEUED'
                            and (o.created_at, o.id) <= (b.created_at, b.id)) as place
                        from build b where b.id = ? and b.state = 'QUEUED'
                        """,
                        build)
                .first(row -> row.integer("place"));
    }

    public static Refusal staleLease() {
        return Refusal.conflict(
                "stale_lease",
                "This lease is no longer current; another attempt may be running.",
                "End the work of this lease and forget it.");
    }
}
