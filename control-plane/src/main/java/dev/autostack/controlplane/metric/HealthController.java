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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For load balancers and scripts. Says no more than UP or DOWN, because anybody may ask. A stranger
 * cannot make work with it: it asks the pool for one connection and gives up after its timeout.
 */
@Controller("/health")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.ANYONE)
final class HealthController {
    private static final Logger LOG = LoggerFactory.getLogger(HealthController.class);

    private final Database database;

    HealthController(Database database) {
        this.database = database;
    }

    enum Status {
        UP,
        DOWN
    }

    @Serdeable
    record Health(Status status) {}

    /** As readiness. */
    @Get
    HttpResponse<Health> health() {
        return readiness();
    }

    /** 200 when requests can be served: the database answers; 503 else. */
    @Get("/readiness")
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
    Health liveness() {
        return new Health(Status.UP);
    }
}
