package dev.autostack.controlplane.metric;

import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.DatabaseException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For load balancers and scripts. Says no more than UP or DOWN, because anybody may ask. A stranger
 * cannot make work with it: it asks the pool for one connection and gives up after its timeout.
 */
@Tag(name = "monitoring")
@Controller("/health")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.ANYONE)
final class HealthController {
    private static final Logger LOG = LoggerFactory.getLogger(HealthController.class);

    private final Database database;

    HealthController(Database database) {
        this.database = database;
    }

    @Schema(name = "HealthStatus")
    enum Status {
        UP,
        DOWN
    }

    @Serdeable
    @Schema(name = "Health")
    record Health(Status status) {}

    /** As readiness. */
    @Get
    @Operation(operationId = "health", summary = "As readiness")
    @ApiResponse(
            responseCode = "200",
            description = "up",
            content = @Content(schema = @Schema(implementation = Health.class)))
    @ApiResponse(
            responseCode = "503",
            description = "down",
            content = @Content(schema = @Schema(implementation = Health.class)))
    HttpResponse<Health> health() {
        return readiness();
    }

    /** 200 when requests can be served: the database answers; 503 else. */
    @Get("/readiness")
    @Operation(operationId = "readiness", summary = "200 when requests can be served, else 503")
    @ApiResponse(
            responseCode = "200",
            description = "up",
            content = @Content(schema = @Schema(implementation = Health.class)))
    @ApiResponse(
            responseCode = "503",
            description = "down",
            content = @Content(schema = @Schema(implementation = Health.class)))
    HttpResponse<Health> readiness() {
        try {
            database.sql("select 1").run();
            return HttpResponse.ok(new Health(Status.UP));
        } catch (DatabaseException e) {
            LOG.warn("Not ready: {}", e.getMessage());
            return HttpResponse.<Health>status(HttpStatus.SERVICE_UNAVAILABLE)
                    .body(new Health(Status.DOWN));
        }
    }

    /** 200 while the process works at all; a restart would not help against a lost database. */
    @Get("/liveness")
    @Operation(operationId = "liveness", summary = "200 while the process works at all")
    Health liveness() {
        return new Health(Status.UP);
    }
}
