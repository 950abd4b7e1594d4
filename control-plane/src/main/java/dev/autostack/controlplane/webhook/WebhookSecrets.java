package dev.autostack.controlplane.webhook;

import dev.autostack.controlplane.access.Tokens;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.seal.Seal;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** The secret that a forge signs the deliveries of one project with. */
@Singleton
final class WebhookSecrets {
    private final Database database;
    private final Seal seal;

    WebhookSecrets(Database database, Seal seal) {
        this.database = database;
        this.seal = seal;
    }

    /** Makes a new one, which is shown this once; the one before no longer counts. */
    String renew(UUID project, UUID team) {
        String secret = Tokens.random("whs_");
        int changed =
                database.sql(
                                "update project set webhook_secret = ? where id = ? and team_id = ? and deleted_at is null",
                                seal.seal(secret, purpose(project)),
                                project,
                                team)
                        .update();
        if (changed == 0) {
            throw Refusal.notFound("project");
        }
        return secret;
    }

    Optional<String> of(UUID project) {
        return database.sql(
                        "select webhook_secret from project where id = ? and deleted_at is null and webhook_secret is not null",
                        project)
                .first(row -> seal.open(row.bytes("webhook_secret"), purpose(project)));
    }

    private static String purpose(UUID project) {
        return "webhook-secret/" + project;
    }
}
