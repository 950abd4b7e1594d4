package dev.autostack.controlplane.build;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.db.LongPoll;
import dev.autostack.controlplane.http.Caller;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.log.LogOutcome;
import dev.autostack.controlplane.log.LogStore;
import dev.autostack.controlplane.queue.BuildQueue;
import dev.autostack.controlplane.worker.Workers;
import dev.autostack.protocol.BuildFinished;
import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.ContentAnswer;
import dev.autostack.protocol.ContentQuestion;
import dev.autostack.protocol.Heartbeat;
import dev.autostack.protocol.HeartbeatReply;
import dev.autostack.protocol.LeaseRequest;
import dev.autostack.protocol.LogAccepted;
import dev.autostack.protocol.LogBatch;
import dev.autostack.protocol.StageReport;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** What workers call; see the contract, "Worker". */
@Hidden
@Controller("/api/worker")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.WORKER)
final class WorkerController {
    private static final int MAX_WAIT_MS = 25_000;

    private final BuildQueue queue;
    private final BuildLeases leases;
    private final BuildReports reports;
    private final BuiltContent content;
    private final Workers workers;
    private final LogStore log;
    private final LongPoll polls;

    WorkerController(
            BuildQueue queue,
            BuildLeases leases,
            BuildReports reports,
            BuiltContent content,
            Workers workers,
            LogStore log,
            LongPoll polls) {
        this.queue = queue;
        this.leases = leases;
        this.reports = reports;
        this.content = content;
        this.workers = workers;
        this.log = log;
        this.polls = polls;
    }

    @Post("/leases")
    HttpResponse<BuildLease> lease(
            Identity.Worker worker, @Body LeaseRequest request, HttpRequest<?> call) {
        workers.seen(worker.workerId(), request.version(), request.slots());
        Duration wait = Duration.ofMillis(Math.clamp(request.waitMs(), 0, MAX_WAIT_MS));
        return polls.await(
                        BuildQueue.WAITING,
                        "any",
                        wait,
                        // A worker that was killed while it waited would keep the build for as long
                        // as a lease lasts.
                        () ->
                                Caller.isThere(call)
                                        ? queue.lease(
                                                worker.workerId(), worker.teamId(), request.kinds())
                                        : Optional.empty())
                .map(leases::complete)
                .<HttpResponse<BuildLease>>map(HttpResponse::ok)
                .orElseGet(HttpResponse::noContent);
    }

    @Post("/builds/{buildId}/heartbeat")
    HeartbeatReply heartbeat(Identity.Worker worker, UUID buildId, @Body Heartbeat beat) {
        workers.seen(worker.workerId());
        BuildQueue.Beat reply = queue.heartbeat(buildId, worker.workerId(), beat.fence());
        return new HeartbeatReply(reply.cancel(), reply.leaseUntil());
    }

    @Post("/builds/{buildId}/stages")
    @Status(HttpStatus.NO_CONTENT)
    void stage(Identity.Worker worker, UUID buildId, @Body StageReport report) {
        reports.stage(buildId, worker.workerId(), report);
    }

    @Post("/builds/{buildId}/log")
    LogAccepted log(Identity.Worker worker, UUID buildId, @Body LogBatch batch) {
        if (!buildId.equals(batch.sourceId())) {
            throw Refusal.invalid("sourceId", "The source of a build's log is the build.");
        }
        return switch (log.acceptBuild(worker.workerId(), batch)) {
            case LogOutcome.Stored(long lastSeq) -> new LogAccepted(lastSeq);
            case LogOutcome.StaleFence _, LogOutcome.UnknownSource _ ->
                    throw BuildQueue.staleLease();
            case LogOutcome.Hole hole -> throw hole.refusal();
        };
    }

    @Post("/builds/{buildId}/content")
    ContentAnswer content(Identity.Worker worker, UUID buildId, @Body ContentQuestion question) {
        return new ContentAnswer(content.find(buildId, worker.workerId(), question).orElse(null));
    }

    @Post("/builds/{buildId}/finish")
    @Status(HttpStatus.NO_CONTENT)
    void finish(Identity.Worker worker, UUID buildId, @Body BuildFinished finished) {
        reports.finish(buildId, worker.workerId(), finished);
    }
}
