package dev.autostack.controlplane.metric;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.protocol.MetricBatch;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Samples in from agents, out to people. */
@Tag(name = "monitoring")
@Controller("/api")
@ExecuteOn(TaskExecutors.BLOCKING)
final class MetricController {
    private final Metrics metrics;
    private final Clock clock;

    MetricController(Metrics metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    @Hidden
    @Post("/agent/metrics")
    @RequiresPermission(Permission.AGENT)
    HttpResponse<Void> store(Identity.Agent agent, @Body MetricBatch batch) {
        metrics.store(agent, batch);
        return HttpResponse.noContent();
    }

    /** {@code from} and {@code to} ISO-8601, {@code step} in seconds. */
    @Get("/deployments/{id}/metrics")
    @RequiresPermission(Permission.METRIC_READ)
    @Operation(
            operationId = "readMetrics",
            summary = "Read CPU, memory, network and disk of the instances of a deployment")
    MetricSeries read(
            Identity.Person person,
            UUID id,
            @QueryValue @Nullable String from,
            @QueryValue @Nullable String to,
            @QueryValue @Nullable Long step) {
        if (!metrics.deploymentExists(id, person.teamId())) {
            throw Refusal.notFound("deployment");
        }
        MetricRange range = MetricRange.parse(from, to, step, clock.instant());
        return new MetricSeries(
                range.from(), range.to(), range.stepSeconds(), metrics.read(id, range));
    }
}
