package dev.autostack.controlplane.account;

import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The first start: nobody can sign in yet, and whoever has the one-time link becomes the owner. */
@Tag(name = "sign-in")
@Controller("/api/setup")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.ANYONE)
final class SetupController {
    private final SetupLink link;
    private final FirstOwner firstOwner;
    private final SessionAnswer answers;

    SetupController(SetupLink link, FirstOwner firstOwner, SessionAnswer answers) {
        this.link = link;
        this.firstOwner = firstOwner;
        this.answers = answers;
    }

    @Serdeable
    @Schema(name = "SetupState")
    record SetupState(boolean needed) {}

    /** {@code token} from the link; {@code teamName} absent: the team keeps its name. */
    @Serdeable
    @Schema(name = "SetupRequest")
    record SetupRequest(
            @Nullable String token,
            @Nullable String email,
            @Nullable String name,
            @Nullable String password,
            @Nullable String teamName) {}

    @Get
    @Operation(operationId = "setupState", summary = "Read whether an owner is still to be made")
    SetupState state() {
        return new SetupState(link.needed());
    }

    @Post
    @Operation(
            operationId = "setUp",
            summary = "Make the owner with the one-time link, and sign in")
    @Status(HttpStatus.CREATED)
    HttpResponse<Session> setUp(HttpRequest<?> request, @Body SetupRequest setup) {
        return answers.signedIn(
                HttpStatus.CREATED,
                firstOwner.create(setup, answers.userAgent(request), answers.address(request)));
    }
}
