package dev.autostack.controlplane.worker;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.protocol.EnrolmentGrant;
import dev.autostack.protocol.EnrolmentKind;
import dev.autostack.protocol.EnrolmentRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Tag(name = "machines")
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class EnrolmentController {
    private final Enrolments enrolments;

    EnrolmentController(Enrolments enrolments) {
        this.enrolments = enrolments;
    }

    /** {@code hostId} is needed for agents and edges. */
    @Serdeable
    @Schema(name = "EnrolmentCreate")
    record NewEnrolment(EnrolmentKind kind, @Nullable UUID hostId) {}

    /** {@code token} is shown this once. */
    @Serdeable
    @Schema(name = "EnrolmentToken")
    record EnrolmentToken(String token, Instant expiresAt) {}

    @Post("/api/enrolments/redeem")
    @RequiresPermission(Permission.ANYONE)
    @Operation(
            operationId = "redeemEnrolment",
            summary = "Exchange a one-time token for the credential of a worker, agent or edge")
    EnrolmentGrant redeem(@Body EnrolmentRequest request) {
        return enrolments.redeem(request);
    }

    @Post("/api/machines/enrolments")
    @RequiresPermission(Permission.MACHINE_CHANGE)
    @Operation(
            operationId = "issueEnrolment",
            summary = "Make a one-time token with which a machine joins")
    @Status(HttpStatus.CREATED)
    HttpResponse<EnrolmentToken> issue(Identity.Person person, @Body NewEnrolment wanted) {
        Enrolments.Issued issued =
                enrolments.issue(wanted.kind(), person.teamId(), wanted.hostId());
        return HttpResponse.created(new EnrolmentToken(issued.token(), issued.expiresAt()));
    }
}
