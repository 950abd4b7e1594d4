package dev.autostack.controlplane.account;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people see and change about themselves. */
@Tag(name = "account")
@Controller("/api/user")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.SELF)
final class UserController {
    private final Accounts accounts;
    private final OwnSessions ownSessions;
    private final PasswordChange passwordChange;
    private final SessionAnswer answers;

    UserController(
            Accounts accounts,
            OwnSessions ownSessions,
            PasswordChange passwordChange,
            SessionAnswer answers) {
        this.accounts = accounts;
        this.ownSessions = ownSessions;
        this.passwordChange = passwordChange;
        this.answers = answers;
    }

    /** {@code lastSeenAt} is exact to the life of an access token. */
    @Serdeable
    @Schema(name = "SessionView")
    record SessionView(
            UUID id,
            boolean current,
            Instant createdAt,
            Instant lastSeenAt,
            Instant expiresAt,
            @Nullable String userAgent,
            @Nullable String address) {}

    @Serdeable
    @Schema(name = "SessionList")
    record Sessions(List<SessionView> items) {
        Sessions {
            items = List.copyOf(items);
        }
    }

    @Serdeable
    @Schema(name = "PasswordChange")
    record PasswordRequest(@Nullable String currentPassword, @Nullable String password) {}

    @Get
    @Operation(operationId = "user", summary = "Read who is signed in and what they may do")
    User user(Identity.Person person) {
        return accounts.user(person);
    }

    @Get("/sessions")
    @Operation(operationId = "listSessions", summary = "List where the person is signed in")
    Sessions sessions(Identity.Person person) {
        return new Sessions(ownSessions.list(person));
    }

    @Delete("/sessions/{id}")
    @Operation(operationId = "endSession", summary = "End one of the own sessions")
    @Status(HttpStatus.NO_CONTENT)
    HttpResponse<Void> end(Identity.Person person, UUID id) {
        ownSessions.end(person, id);
        return HttpResponse.noContent();
    }

    /** Ends all other sessions and all API keys of the person. */
    @Post("/password")
    @Operation(
            operationId = "changePassword",
            summary = "Change the own password; ends all other sessions and the API keys")
    @Status(HttpStatus.NO_CONTENT)
    HttpResponse<Void> changePassword(
            HttpRequest<?> request, Identity.Person person, @Body PasswordRequest body) {
        passwordChange.change(
                person, body.currentPassword(), body.password(), answers.address(request));
        return HttpResponse.noContent();
    }
}
