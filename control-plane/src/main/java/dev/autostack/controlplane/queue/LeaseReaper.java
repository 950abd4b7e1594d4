package dev.autostack.controlplane.queue;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Signals;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.Cause;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes leases from workers that are silent, and ends builds that are overdue. */
@Singleton
class LeaseReaper {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseReaper.class);

    private static final Cause WORKER_LOST =
            new Cause(
                    "worker_lost",
                    "The worker was lost three times while it built this.",
                    "Look at the worker's log and memory; then deploy again.",
                    null,
                    List.of());
    private static final Cause OVERDUE =
            new Cause(
                    "build_deadline",
                    "The build ran longer than its time limit.",
                    "Make the build quicker, or raise its time limit in the project's settings.",
                    null,
                    List.of());
    private static final Cause NO_WORKER =
            new Cause(
                    "queue_deadline",
                    "No worker took the build in time.",
                    "Check on the machines page that a worker is connected; then deploy again.",
                    null,
                    List.of());

    private final Database database;
    private final Signals signals;
    private final QueueConfig config;
    private final MeterRegistry metrics;

    LeaseReaper(Database database, Signals signals, QueueConfig config, MeterRegistry metrics) {
        this.database = database;
        this.signals = signals;
        this.config = config;
        this.metrics = metrics;
    }

    private record Swept(UUID id, boolean done) {}

    @Scheduled(fixedDelay = "${autostack.queue.sweep:2s}")
    void sweep() {
        database.doInTransaction(() -> {
            List<Swept> lost = lost();
            for (Swept each : lost) {
                count();
                LOG.warn("lease lost build={} final={}", each.id(), each.done());
            }
            lost.forEach(this::signal);
            overdue().forEach(this::signal);
        });
    }

    private void count() {
        metrics.counter("autostack.queue.lease.lost").increment();
    }

    private List<Swept> lost() {
        return database.sql(
                        """
                        update build set lease_until = null,
                            state = case when attempt < max_attempts and not cancel_requested then 'QUEUED' else 'DONE' end,
                            deadline = case when attempt < max_attempts and not cancel_requested
                                then now() + ? * interval '1 millisecond' end,
                            finished_at = case when attempt < max_attempts and not cancel_requested then null else now() end,
                            outcome = case when attempt < max_attempts or cancel_requested then null else ? end
                        where id in (select id from build where state = 'LEASED' and lease_until < now()
                            order by id for update skip locked)
                        returning id, state = 'DONE' as done
                        """,
                        config.waitDeadline().toMillis(),
                        database.json(new BuildOutcome.Failed(WORKER_LOST)))
                .list(row -> new Swept(row.uuid("id"), row.flag("done")));
    }

    /**
     * The worker bounds a build itself; this is for one that does not, and for builds nobody takes.
     */
    private List<Swept> overdue() {
        return database.sql(
                        """
                        update build set state = 'DONE', lease_until = null, deadline = null, finished_at = now(),
                            outcome = case when cancel_requested then null when state = 'QUEUED' then ? else ? end
                        where id in (select id from build where state <> 'DONE'
                            and deadline < now() - case when state = 'LEASED' and not cancel_requested
                                then ? * interval '1 millisecond' else interval '0' end
                            order by id for update skip locked)
                        returning id, true as done
                        """,
                        database.json(new BuildOutcome.Failed(NO_WORKER)),
                        database.json(new BuildOutcome.Failed(OVERDUE)),
                        config.grace().toMillis())
                .list(row -> new Swept(row.uuid("id"), row.flag("done")));
    }

    private void signal(Swept build) {
        signals.send(BuildQueue.CHANGED, build.id().toString());
        signals.send(BuildQueue.WAITING, "any");
    }
}
