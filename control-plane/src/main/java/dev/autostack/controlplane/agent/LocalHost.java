package dev.autostack.controlplane.agent;

import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.util.UUID;

/** The machine that a standalone AutoStack runs on, as a host for the apps of all its teams. */
@Singleton
public final class LocalHost {
    private final Database database;

    LocalHost(Database database) {
        this.database = database;
    }

    /** The oldest host that every team may use; made when there is none. */
    public UUID id() {
        return database.inTransaction(() -> {
            database.sql("lock table host in share row exclusive mode").update();
            return database.sql(
                            "select id from host where team_id is null and deleted_at is null"
                                    + " order by created_at, id limit 1")
                    .first(row -> row.uuid("id"))
                    .orElseGet(this::make);
        });
    }

    private UUID make() {
        UUID id = UUID.randomUUID();
        database.sql("insert into host (id, name) values (?, 'this machine')", id).update();
        return id;
    }
}
