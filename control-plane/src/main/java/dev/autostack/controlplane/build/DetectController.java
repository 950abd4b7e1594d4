package dev.autostack.controlplane.build;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.protocol.CommitFacts;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.RunPlan;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What would be deployed: the stack, its evidence and the plan, without deploying. */
@Tag(name = "deployments")
@Controller("/api/deployments/detect")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.DEPLOYMENT_CREATE)
final class DetectController {
    private static final int WAIT_MS = 60_000;

    private final Inspections inspections;

    DetectController(Inspections inspections) {
        this.inspections = inspections;
    }

    /** {@code detection} null: no worker has answered yet; ask again by {@code inspectionId}. */
    @Serdeable
    @Schema(name = "Inspection")
    record InspectionShape(
            UUID inspectionId,
            @Nullable CommitFacts commit,
            @Nullable Detection detection,
            @Nullable RunPlan run) {}

    @Post
    @Operation(
            operationId = "detect",
            summary =
                    "Find out what would be deployed, without deploying; 202 while no worker has answered")
    @ApiResponse(
            responseCode = "200",
            description = "found",
            content = @Content(schema = @Schema(implementation = InspectionShape.class)))
    @ApiResponse(
            responseCode = "202",
            description = "no worker has answered yet",
            content = @Content(schema = @Schema(implementation = InspectionShape.class)))
    HttpResponse<InspectionShape> detect(
            Identity.Person person,
            @Body Inspections.NewInspection wanted,
            @QueryValue(defaultValue = "60000") int waitMs) {
        UUID id = inspections.begin(person.teamId(), wanted);
        return answer(id, person.teamId(), waitMs);
    }

    @Get("/{id}")
    @Operation(operationId = "readInspection", summary = "Ask again for the outcome of a detection")
    @ApiResponse(
            responseCode = "200",
            description = "found",
            content = @Content(schema = @Schema(implementation = InspectionShape.class)))
    @ApiResponse(
            responseCode = "202",
            description = "no worker has answered yet",
            content = @Content(schema = @Schema(implementation = InspectionShape.class)))
    HttpResponse<InspectionShape> get(
            Identity.Person person, UUID id, @QueryValue(defaultValue = "0") int waitMs) {
        return answer(id, person.teamId(), waitMs);
    }

    private HttpResponse<InspectionShape> answer(UUID id, UUID team, int waitMs) {
        Duration wait = Duration.ofMillis(Math.clamp(waitMs, 0, WAIT_MS));
        return inspections
                .await(id, team, wait)
                .map(found ->
                        HttpResponse.ok(
                                new InspectionShape(
                                        id, found.commit(), found.detection(), found.run())))
                .orElseGet(() ->
                        HttpResponse.<InspectionShape>accepted()
                                .body(new InspectionShape(id, null, null, null)));
    }
}
