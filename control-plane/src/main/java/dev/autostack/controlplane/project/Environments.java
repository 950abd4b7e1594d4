package dev.autostack.controlplane.project;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Row;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads environments with what they serve. Always by team; deleted ones are not found. */
@Singleton
public final class Environments {
    private static final String FROM =
            """
            from environment e join project p on p.id = e.project_id
            where e.deleted_at is null and p.deleted_at is null and p.team_id = ?
            """;

    private final Database database;
    private final AppUrls urls;

    Environments(Database database, AppUrls urls) {
        this.database = database;
        this.urls = urls;
    }

    private record Line(
            UUID id,
            UUID projectId,
            String name,
            EnvironmentKind kind,
            @Nullable String branch,
            List<String> hosts,
            int wantedInstances,
            boolean stopped,
            boolean autoDeploy) {

        static Line read(Row row) throws SQLException {
            return new Line(
                    row.uuid("id"),
                    row.uuid("project_id"),
                    row.text("name"),
                    row.constant("kind", EnvironmentKind.class),
                    row.textOrNull("branch"),
                    row.texts("hosts"),
                    row.integer("wanted_instances"),
                    row.flag("stopped"),
                    row.flag("auto_deploy"));
        }
    }

    /** The deployments that count, by environment. */
    record Newest(Map<UUID, DeploymentSummary> live, Map<UUID, DeploymentSummary> latest) {}

    public Optional<Environment> find(UUID teamId, UUID environmentId) {
        return read(" and e.id = ?", teamId, environmentId).stream().findFirst();
    }

    /** Production first, then by name. */
    List<Environment> ofProject(UUID teamId, UUID projectId) {
        return read(" and e.project_id = ?", teamId, projectId);
    }

    private List<Environment> read(String where, UUID teamId, Object value) {
        List<Line> lines =
                database.sql(
                                """
                                select e.id, e.project_id, e.name, e.kind, e.branch, e.wanted_instances, e.stopped,
                                    e.auto_deploy,
                                    array(select r.host_name from route r where r.environment_id = e.id
                                        order by r.created_at, r.host_name) as hosts
                                """
                                        + FROM
                                        + where
                                        + " order by e.kind <> 'PRODUCTION', e.name",
                                teamId,
                                value)
                        .list(Line::read);
        List<UUID> ids = lines.stream().map(Line::id).toList();
        Newest newest = newest(ids);
        Map<UUID, List<InstanceView>> instances = instances(ids);
        return lines.stream()
                .map(line ->
                        environment(line, newest, instances.getOrDefault(line.id(), List.of())))
                .toList();
    }

    private Environment environment(Line line, Newest newest, List<InstanceView> instances) {
        List<String> addresses = line.hosts().stream().map(urls::of).toList();
        DeploymentSummary live = newest.live().get(line.id());
        DeploymentSummary latest = newest.latest().get(line.id());
        return new Environment(
                line.id(),
                line.projectId(),
                line.name(),
                line.kind(),
                line.branch(),
                addresses.isEmpty() ? null : addresses.getFirst(),
                addresses,
                line.wantedInstances(),
                line.stopped(),
                line.autoDeploy(),
                EnvironmentState.of(line.stopped(), live, latest),
                live,
                latest,
                instances);
    }

    /** The live and the newest deployment of each of these environments, in one question. */
    Newest newest(List<UUID> environments) {
        Map<UUID, DeploymentSummary> live = new HashMap<>();
        Map<UUID, DeploymentSummary> latest = new HashMap<>();
        if (environments.isEmpty()) {
            return new Newest(live, latest);
        }
        database.sql(
                        DeploymentSummary.SELECT
                                + """
                                where d.id in (
                                    select newest.id from unnest(?::uuid[]) as wanted (id)
                                        cross join lateral (select n.id from deployment n
                                            where n.environment_id = wanted.id and n.deleted_at is null
                                            order by n.number desc limit 1) newest
                                    union all
                                    select l.id from deployment l where l.environment_id = any (?::uuid[])
                                        and l.state = 'LIVE' and l.deleted_at is null)
                                order by d.number
                                """,
                        environments,
                        environments)
                .list(row -> DeploymentSummary.read(row, urls))
                .forEach(deployment -> {
                    latest.put(deployment.environmentId(), deployment);
                    if (deployment.state() == DeploymentSummary.State.LIVE) {
                        live.put(deployment.environmentId(), deployment);
                    }
                });
        return new Newest(live, latest);
    }

    private Map<UUID, List<InstanceView>> instances(List<UUID> environments) {
        Map<UUID, List<InstanceView>> instances = new HashMap<>();
        if (environments.isEmpty()) {
            return instances;
        }
        database.sql(
                        InstanceView.SELECT
                                + " where environment_id = any (?::uuid[]) and removed_at is null order by created_at, ordinal",
                        environments)
                .list(row -> Map.entry(row.uuid("environment_id"), InstanceView.read(row)))
                .forEach(entry ->
                        instances.merge(
                                entry.getKey(), List.of(entry.getValue()), Environments::joined));
        return instances;
    }

    private static List<InstanceView> joined(List<InstanceView> some, List<InstanceView> more) {
        return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
    }
}
