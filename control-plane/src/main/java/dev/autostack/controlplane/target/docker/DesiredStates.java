package dev.autostack.controlplane.target.docker;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Row;
import dev.autostack.controlplane.registry.ImageRegistry;
import dev.autostack.controlplane.release.Release;
import dev.autostack.controlplane.release.Releases;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.DesiredState;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes the desired state of a host of the instance rows, each time it is asked for. */
@Singleton
final class DesiredStates {
    private static final int ID_LENGTH = 8;

    private final Database database;
    private final Releases releases;
    private final ImageRegistry registry;

    DesiredStates(Database database, Releases releases, ImageRegistry registry) {
        this.database = database;
        this.releases = releases;
        this.registry = registry;
    }

    private record HostRow(long version, int portFrom, int portTo) {}

    private record Wanted(
            UUID id,
            UUID releaseId,
            UUID deploymentId,
            UUID projectId,
            UUID environmentId,
            long generation,
            String name) {

        static Wanted read(Row row) throws SQLException {
            UUID id = row.uuid("id");
            String name =
                    "%s-%s-%d-%s"
                            .formatted(
                                    row.text("project"),
                                    row.text("environment"),
                                    row.integer("ordinal"),
                                    id.toString().substring(0, ID_LENGTH));
            return new Wanted(
                    id,
                    row.uuid("release_id"),
                    row.uuid("deployment_id"),
                    row.uuid("project_id"),
                    row.uuid("environment_id"),
                    row.number("generation"),
                    name);
        }
    }

    /** The desired state, unless its version is still {@code known}. */
    Optional<DesiredState> newerThan(UUID host, long known) {
        // The version first: rows read later may be newer than it, never older.
        Optional<HostRow> row =
                database.sql(
                                "select desired_version, port_from, port_to from host where id = ?",
                                host)
                        .first(r ->
                                new HostRow(
                                        r.number("desired_version"),
                                        r.integer("port_from"),
                                        r.integer("port_to")));
        return row.filter(current -> current.version() != known)
                .map(current ->
                        new DesiredState(
                                current.version(),
                                current.portFrom(),
                                current.portTo(),
                                List.of(registry.login()),
                                instances(host)));
    }

    /** Draining instances still run; those to remove are left out. */
    private List<DesiredInstance> instances(UUID host) {
        List<Wanted> wanted =
                database.sql(
                                """
                                select i.id, i.release_id, i.deployment_id, i.environment_id, i.ordinal, e.project_id,
                                    e.generation, p.name as project, e.name as environment
                                from instance i join environment e on e.id = i.environment_id
                                join project p on p.id = e.project_id
                                where i.host_id = ? and i.goal in ('RUN', 'DRAIN') and i.removed_at is null
                                order by i.created_at, i.id
                                """,
                                host)
                        .list(Wanted::read);
        Map<UUID, Release> found = new HashMap<>();
        Map<UUID, Map<String, String>> variables = new HashMap<>();
        return wanted.stream()
                .map(each ->
                        instance(
                                each,
                                found.computeIfAbsent(
                                        each.releaseId(), id -> releases.find(id).orElseThrow()),
                                variables.computeIfAbsent(each.releaseId(), releases::variables)))
                .toList();
    }

    private static DesiredInstance instance(
            Wanted wanted, Release release, Map<String, String> variables) {
        return new DesiredInstance(
                wanted.id(),
                wanted.releaseId(),
                wanted.deploymentId(),
                wanted.projectId(),
                wanted.environmentId(),
                wanted.generation(),
                wanted.name(),
                "autostack-" + wanted.environmentId(),
                release.image(),
                variables,
                release.run().command(),
                release.run().port(),
                release.settings().limits(),
                release.settings().health(),
                release.settings().restart(),
                release.settings().readOnlyRoot(),
                release.settings().startDeadlineMs(),
                release.settings().stopTimeoutMs(),
                release.plain());
    }
}
