package dev.autostack.controlplane.target.docker;

import dev.autostack.controlplane.db.Database;
import jakarta.inject.Singleton;
import java.util.UUID;

/** What the routes of an environment point at. */
@Singleton
final class RouteTargets {
    private static final int WHOLE = 100;

    private final Database database;

    RouteTargets(Database database) {
        this.database = database;
    }

    void pointAt(UUID environment, UUID release) {
        database.sql(
                        """
                        delete from route_target t using route r
                        where r.id = t.route_id and r.environment_id = ? and t.release_id <> ?
                        """,
                        environment,
                        release)
                .update();
        database.sql(
                        """
                        insert into route_target (route_id, release_id, weight)
                        select id, ?, ? from route where environment_id = ?
                        on conflict (route_id, release_id) do update set weight = excluded.weight
                        """,
                        release,
                        WHOLE,
                        environment)
                .update();
    }

    void pointAtNothing(UUID environment) {
        database.sql(
                        "delete from route_target t using route r where r.id = t.route_id and r.environment_id = ?",
                        environment)
                .update();
    }
}
