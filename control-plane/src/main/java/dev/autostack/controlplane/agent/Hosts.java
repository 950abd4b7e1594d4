package dev.autostack.controlplane.agent;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Signals;
import dev.autostack.protocol.Cause;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The hosts that apps run on, and whether their agents are heard of. */
@Singleton
public final class Hosts {
    /** Topic: the desired state of the host with this id has a new version. */
    public static final String CHANGED = "desired-state";

    /** Topic: instances of the environment with this id changed. */
    public static final String INSTANCES_CHANGED = "instances";

    private static final Duration SILENCE = Duration.ofSeconds(45);

    private final Database database;
    private final Signals signals;

    Hosts(Database database, Signals signals) {
        this.database = database;
        this.signals = signals;
    }

    /**
     * Gives the host's desired state its next version and returns it. Called in the transaction of
     * the change, after it, because it locks the host's row.
     */
    public long changed(UUID host) {
        long version =
                database.sql(
                                "update host set desired_version = desired_version + 1 where id = ? returning desired_version",
                                host)
                        .one(row -> row.number("desired_version"));
        signals.send(CHANGED, host.toString());
        return version;
    }

    /** As people call it. */
    public String name(UUID host) {
        return database.sql("select name from host where id = ?", host)
                .one(row -> row.text("name"));
    }

    /** Whether the agent of the host is connected; empty when none has enrolled. */
    public Optional<Boolean> agentConnected(UUID host) {
        return database.sql(
                        """
                        select coalesce(last_seen_at > now() - ? * interval '1 second', false) as connected
                        from agent where host_id = ? and disabled_at is null
                        """,
                        SILENCE.toSeconds(),
                        host)
                .first(row -> row.flag("connected"));
    }

    /** Why the agent of the host cannot work there now, in its own words. */
    public Optional<Cause> trouble(UUID host) {
        return database.sql(
                        "select trouble from agent where host_id = ? and disabled_at is null and trouble is not null",
                        host)
                .first(row -> row.json("trouble", Cause.class));
    }

    /** The team that owns the host, or those that have environments on a shared one. */
    public List<UUID> teams(UUID host) {
        return database.sql(
                        """
                        select team_id from host where id = ? and team_id is not null
                        union
                        select p.team_id from host h join environment e on e.host_id = h.id and e.deleted_at is null
                            join project p on p.id = e.project_id
                        where h.id = ? and h.team_id is null
                        """,
                        host,
                        host)
                .list(row -> row.uuid("team_id"));
    }

    public long desiredVersion(UUID host) {
        return database.sql("select desired_version from host where id = ?", host)
                .one(row -> row.number("desired_version"));
    }

    /** Notes that the agent was heard of; writes at most once in 5 s. */
    public void seen(UUID agent) {
        database.sql(
                        """
                        update agent set last_seen_at = now()
                        where id = ? and (last_seen_at is null or last_seen_at < now() - interval '5 seconds')
                        """,
                        agent)
                .update();
    }
}
