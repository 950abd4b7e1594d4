package dev.autostack.controlplane.worker;

import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which workers there are, and whether they are heard of. */
@Singleton
public final class Workers {
    /** A machine that was silent for longer is not connected; long polls last 25 s. */
    public static final Duration SILENCE = Duration.ofSeconds(45);

    private static final int MAX_SLOTS = 1_000;

    private final Database database;

    Workers(Database database) {
        this.database = database;
    }

    /** Notes that the worker was heard of; writes at most once in 5 s. */
    public void seen(UUID worker) {
        seen(worker, null, null);
    }

    /** As {@link #seen(UUID)}, with what it says of itself; null: nothing new. */
    public void seen(UUID worker, @Nullable String version, @Nullable Integer slots) {
        Integer sane = slots == null || slots < 1 || slots > MAX_SLOTS ? null : slots;
        database.sql(
                        """
                        update worker set last_seen_at = now(), version = coalesce(left(?, 64), version),
                            slots = coalesce(?::int, slots)
                        where id = ? and (last_seen_at is null or last_seen_at < now() - interval '5 seconds'
                            or slots is distinct from coalesce(?::int, slots))
                        """,
                        version,
                        sane,
                        worker,
                        sane)
                .update();
    }

    /** Whether any worker that serves the team is connected. */
    public boolean connected(UUID team) {
        return database.sql(
                        """
                        select 1 from worker where disabled_at is null and (team_id is null or team_id = ?)
                            and last_seen_at > now() - ? * interval '1 second' limit 1
                        """,
                        team,
                        SILENCE.toSeconds())
                .exists();
    }
}
