package dev.autostack.controlplane.account;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
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

/** API keys of the person who asks. */
@Tag(name = "account")
@Controller("/api/user/keys")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.SELF)
final class KeyController {
    private final OwnKeys keys;

    KeyController(OwnKeys keys) {
        this.keys = keys;
    }

    /** {@code prefix}: the first characters of the key; {@code lastUsedAt} exact to a minute. */
    @Serdeable
    @Schema(name = "ApiKey")
    record KeyView(
            UUID id,
            String name,
            String prefix,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant lastUsedAt) {}

    @Serdeable
    @Schema(name = "ApiKeyList")
    record Keys(List<KeyView> items) {
        Keys {
            items = List.copyOf(items);
        }
    }

    /** {@code expiresInDays} 1 to 365. */
    @Serdeable
    @Schema(name = "ApiKeyCreate")
    record KeyRequest(@Nullable String name, @Nullable Integer expiresInDays) {}

    /** {@code key} is shown here and never again. */
    @Serdeable
    @Schema(name = "NewApiKey")
    record NewKey(
            UUID id,
            String name,
            String prefix,
            Instant createdAt,
            Instant expiresAt,
            String key) {}

    @Get
    @Operation(operationId = "listApiKeys", summary = "List the own API keys")
    Keys list(Identity.Person person) {
        return new Keys(keys.list(person));
    }

    @Post
    @Operation(operationId = "createApiKey", summary = "Make an API key; it is shown this once")
    @Status(HttpStatus.CREATED)
    HttpResponse<NewKey> create(Identity.Person person, @Body KeyRequest request) {
        return HttpResponse.created(keys.create(person, request.name(), request.expiresInDays()));
    }

    @Delete("/{id}")
    @Operation(operationId = "revokeApiKey", summary = "Revoke an API key")
    @Status(HttpStatus.NO_CONTENT)
    HttpResponse<Void> revoke(Identity.Person person, UUID id) {
        keys.revoke(person, id);
        return HttpResponse.noContent();
    }
}
