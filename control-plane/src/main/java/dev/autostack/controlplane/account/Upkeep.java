package dev.autostack.controlplane.account;

import dev.autostack.controlplane.db.Database;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;

/** Forgets what no longer decides anything. */
@Singleton
final class Upkeep {
    private final Database database;

    Upkeep(Database database) {
        this.database = database;
    }

    @Scheduled(fixedDelay = "1h", initialDelay = "5m")
    void forget() {
        database.sql("delete from sign_in_failure where at < now() - interval '1 day'").update();
        database.sql("delete from stream_ticket where expires_at < now() - interval '1 hour'")
                .update();
        database.sql("delete from setup_link where expires_at < now() - interval '1 day'").update();
        // Used refresh tokens stay as long as their session, to know them when they come again.
        database.sql(
                        "delete from user_session where least(expires_at, revoked_at) < now() - interval '30 days'")
                .update();
        // Clients repeat a request within minutes.
        database.sql("delete from idempotency_key where created_at < now() - interval '2 days'")
                .update();
    }
}
