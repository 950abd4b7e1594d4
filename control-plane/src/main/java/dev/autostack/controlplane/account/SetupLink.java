package dev.autostack.controlplane.account;

import dev.autostack.controlplane.access.Tokens;
import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The one-time link with which the first person becomes the owner. */
@Singleton
public final class SetupLink {
    public static final Duration LIFE = Duration.ofHours(24);

    private final Database database;

    SetupLink(Database database) {
        this.database = database;
    }

    /** True as long as no team has an owner. */
    public boolean needed() {
        return !database.sql("select 1 from membership where role = 'OWNER' limit 1").exists();
    }

    /**
     * A new token, good once and for {@link #LIFE}; it belongs behind the {@code #token=} of the
     * page {@code /setup}. Links that were not used before stop working.
     */
    public String issue() {
        String token = Tokens.random("asl_");
        database.doInTransaction(() -> {
            database.sql("delete from setup_link where used_at is null").update();
            database.sql(
                            "insert into setup_link (token_hash, expires_at) values (?, now() + ? * interval '1 second')",
                            Tokens.hash(token),
                            LIFE.toSeconds())
                    .update();
        });
        return token;
    }

    boolean isGood(String token) {
        return database.sql(
                        "select 1 from setup_link where token_hash = ? and used_at is null and expires_at > now()",
                        Tokens.hash(token))
                .exists();
    }

    /** False when the token is unknown, used or expired. */
    boolean use(String token) {
        return database.sql(
                                "update setup_link set used_at = now() where token_hash = ? and used_at is null and expires_at > now()",
                                Tokens.hash(token))
                        .update()
                == 1;
    }
}
