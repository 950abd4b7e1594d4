package dev.autostack.controlplane.webhook;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.audit.Audit;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.PublicUrl;
import dev.autostack.controlplane.http.Refusal;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.ObjectMapper;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** GitHub's side door: signed deliveries in, and what people need to set them up. */
@Tag(name = "webhooks")
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class GithubController {
    private static final Pattern DELIVERY = Pattern.compile("[A-Za-z0-9-]{1,100}");
    private static final Pattern EVENT = Pattern.compile("[a-z_]{1,100}");
    private static final String PATH = "/api/webhook/github";

    private final WebhookSecrets secrets;
    private final Deliveries deliveries;
    private final ObjectMapper json;
    private final PublicUrl publicUrl;
    private final Database database;
    private final Audit audit;

    GithubController(
            WebhookSecrets secrets,
            Deliveries deliveries,
            ObjectMapper json,
            PublicUrl publicUrl,
            Database database,
            Audit audit) {
        this.secrets = secrets;
        this.deliveries = deliveries;
        this.json = json;
        this.publicUrl = publicUrl;
        this.database = database;
        this.audit = audit;
    }

    @Serdeable
    @Schema(name = "WebhookOutcome")
    record Taken(String outcome) {}

    /** {@code secret} is shown this once; both go into the repository's webhook settings. */
    @Serdeable
    @Schema(name = "Webhook")
    record Webhook(String url, String contentType, String secret) {}

    /** {@code app} false: no GitHub App is set up; pushes come by webhooks of single projects. */
    @Serdeable
    @Schema(name = "GithubStatus")
    record GithubStatus(
            boolean app, String webhookUrl, long projectsWithWebhook, long deliveries) {}

    /** {@code project} stands in the address that {@link #renew} gives out. */
    @Post(PATH)
    @Consumes(MediaType.ALL)
    @RequiresPermission(Permission.WEBHOOK)
    @Operation(
            operationId = "receiveGithubDelivery",
            summary = "Take a signed webhook delivery of GitHub")
    @Status(HttpStatus.ACCEPTED)
    HttpResponse<Taken> receive(
            @QueryValue @Nullable UUID project,
            @Header("X-Hub-Signature-256") @Nullable String signature,
            @Header("X-GitHub-Delivery") @Nullable String delivery,
            @Header("X-GitHub-Event") @Nullable String event,
            @Body byte[] body) {
        String secret = project == null ? null : secrets.of(project).orElse(null);
        if (project == null || secret == null || !Signature.matches(signature, body, secret)) {
            throw new Refusal(
                    HttpStatus.UNAUTHORIZED,
                    "webhook_signature_wrong",
                    "The delivery is not signed with the secret of the project in its address.",
                    "Copy address and secret of the project's webhook into the repository again.",
                    Map.of());
        }
        if (delivery == null
                || event == null
                || !DELIVERY.matcher(delivery).matches()
                || !EVENT.matcher(event).matches()) {
            throw Refusal.invalid("X-GitHub-Delivery", "The delivery or event header is missing.");
        }
        PushEvent push = event.equals("push") ? parse(body) : null;
        return HttpResponse.<Taken>accepted()
                .body(new Taken(deliveries.accept(project, delivery, event, hash(body), push)));
    }

    private PushEvent parse(byte[] body) {
        try {
            PushEvent push = json.readValue(body, PushEvent.class);
            if (push != null) {
                return push;
            }
        } catch (IOException e) {
            // Refused below, as any other text that is not a push.
        }
        throw Refusal.invalid(
                "body",
                "The payload is not JSON of a push; set the content type to application/json.");
    }

    private static byte[] hash(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Post("/api/projects/{id}/webhook")
    @RequiresPermission(Permission.PROJECT_CHANGE)
    @Operation(
            operationId = "renewWebhook",
            summary =
                    "Make a new address and secret for the project's webhook; the old secret ends")
    @Status(HttpStatus.CREATED)
    HttpResponse<Webhook> renew(Identity.Person person, UUID id) {
        String secret =
                database.inTransaction(() -> {
                    String made = secrets.renew(id, person.teamId());
                    audit.record(person, "webhook.renew", "project", id, Map.of());
                    return made;
                });
        return HttpResponse.created(
                new Webhook(
                        publicUrl.base() + PATH + "?project=" + id, "application/json", secret));
    }

    @Get("/api/github/status")
    @RequiresPermission(Permission.PROJECT_READ)
    @Operation(operationId = "githubStatus", summary = "Read how GitHub is connected")
    GithubStatus status(Identity.Person person) {
        long projects =
                database.sql(
                                "select count(*) as n from project where team_id = ? and deleted_at is null and webhook_secret is not null",
                                person.teamId())
                        .one(row -> row.number("n"));
        long taken =
                database.sql(
                                """
                                select count(*) as n from webhook_delivery w join project p on p.id = w.project_id
                                where p.team_id = ?
                                """,
                                person.teamId())
                        .one(row -> row.number("n"));
        return new GithubStatus(false, publicUrl.base() + PATH, projects, taken);
    }
}
