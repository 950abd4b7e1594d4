package dev.autostack.controlplane.target.docker;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.agent.Hosts;
import dev.autostack.controlplane.http.Polls;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.log.LogOutcome;
import dev.autostack.controlplane.log.LogStore;
import dev.autostack.protocol.AgentReport;
import dev.autostack.protocol.AgentReportReply;
import dev.autostack.protocol.DesiredState;
import dev.autostack.protocol.LogAccepted;
import dev.autostack.protocol.LogBatch;
import dev.autostack.protocol.LogCursors;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;

/** What agents call; see the contract, "Agent". */
@Hidden
@Controller("/api/agent")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.AGENT)
final class AgentController {
    private final DesiredStates states;
    private final AgentReports reports;
    private final Hosts hosts;
    private final LogStore log;
    private final Polls polls;

    AgentController(
            DesiredStates states, AgentReports reports, Hosts hosts, LogStore log, Polls polls) {
        this.states = states;
        this.reports = reports;
        this.hosts = hosts;
        this.log = log;
        this.polls = polls;
    }

    @Get("/desired")
    HttpResponse<DesiredState> desired(
            Identity.Agent agent,
            @QueryValue(defaultValue = "0") long after,
            @QueryValue(defaultValue = "0") int waitMs) {
        hosts.seen(agent.agentId());
        return polls.answer(
                Hosts.CHANGED,
                agent.hostId().toString(),
                waitMs,
                () -> states.newerThan(agent.hostId(), after));
    }

    @Post("/report")
    AgentReportReply report(Identity.Agent agent, @Body AgentReport report) {
        reports.accept(agent.agentId(), agent.hostId(), report);
        return new AgentReportReply(hosts.desiredVersion(agent.hostId()));
    }

    @Post("/log")
    LogAccepted log(Identity.Agent agent, @Body LogBatch batch) {
        return switch (log.acceptInstance(agent.hostId(), batch)) {
            case LogOutcome.Stored(long lastSeq) -> new LogAccepted(lastSeq);
            case LogOutcome.StaleFence _, LogOutcome.UnknownSource _ ->
                    throw Refusal.notFound("instance");
            case LogOutcome.Hole hole -> throw hole.refusal();
        };
    }

    @Get("/log/cursors")
    LogCursors cursors(Identity.Agent agent) {
        return log.cursors(agent.hostId());
    }
}
