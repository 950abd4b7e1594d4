package dev.autostack.controlplane.build;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.project.ProjectSettings;
import dev.autostack.controlplane.queue.Lease;
import dev.autostack.controlplane.registry.ImageRegistry;
import dev.autostack.controlplane.secret.OpenVariable;
import dev.autostack.controlplane.secret.Variables;
import dev.autostack.controlplane.source.Sources;
import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.BuildSecret;
import dev.autostack.protocol.BuildSpec;
import dev.autostack.protocol.LeaseKind;
import dev.autostack.protocol.PushTarget;
import dev.autostack.protocol.SourceSpec;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns a lease of the queue into all that a worker needs for it, secrets included. */
@Singleton
final class BuildLeases {
    private final Database database;
    private final Sources sources;
    private final Variables variables;
    private final ImageRegistry registry;
    private final BuiltContent content;

    BuildLeases(
            Database database,
            Sources sources,
            Variables variables,
            ImageRegistry registry,
            BuiltContent content) {
        this.database = database;
        this.sources = sources;
        this.variables = variables;
        this.registry = registry;
        this.content = content;
    }

    private record Origin(
            @Nullable UUID environmentId,
            int number,
            @Nullable String ref,
            @Nullable String commit,
            boolean withoutCache,
            @Nullable Inspection inspection) {}

    BuildLease complete(Lease lease) {
        Origin origin = origin(lease.buildId());
        if (origin.inspection() != null) {
            return inspection(lease, origin.inspection());
        }
        UUID project = Objects.requireNonNull(lease.projectId());
        ProjectSettings settings = sources.settings(project);
        Map<String, String> plain = new LinkedHashMap<>();
        List<BuildSecret> secrets = new ArrayList<>();
        if (lease.kind() == LeaseKind.BUILD && origin.environmentId() != null) {
            for (OpenVariable each : variables.openAll(origin.environmentId())) {
                if (each.buildTime() && each.secret()) {
                    secrets.add(new BuildSecret(each.name(), each.value()));
                } else if (each.buildTime()) {
                    plain.put(each.name(), each.value());
                }
            }
        }
        PushTarget push =
                lease.kind() == LeaseKind.BUILD
                        ? registry.pushTarget(project, origin.number())
                        : null;
        return new BuildLease(
                lease.buildId(),
                lease.deploymentId(),
                project,
                lease.kind(),
                lease.attempt(),
                lease.fence(),
                lease.leaseUntil(),
                lease.deadline(),
                sources.of(project, origin.ref(), origin.commit()),
                new BuildSpec(
                        settings.plan(),
                        plain,
                        secrets,
                        settings.build(),
                        "project-" + project,
                        content.salt(project),
                        origin.withoutCache()),
                push);
    }

    private Origin origin(UUID build) {
        return database.sql(
                        """
                        select d.environment_id, coalesce(d.number, 0) as number, b.git_ref, b.commit_sha, b.without_cache, b.source
                        from build b left join deployment d on d.id = b.deployment_id where b.id = ?
                        """,
                        build)
                .one(row ->
                        new Origin(
                                row.uuidOrNull("environment_id"),
                                row.integer("number"),
                                row.textOrNull("git_ref"),
                                row.textOrNull("commit_sha"),
                                row.flag("without_cache"),
                                row.jsonOrNull("source", Inspection.class)));
    }

    /** No variables, and a cache of its own unless it belongs to a project. */
    private BuildLease inspection(Lease lease, Inspection wanted) {
        UUID project = lease.projectId();
        SourceSpec source = wanted.source();
        return new BuildLease(
                lease.buildId(),
                null,
                project == null ? lease.buildId() : project,
                lease.kind(),
                lease.attempt(),
                lease.fence(),
                lease.leaseUntil(),
                lease.deadline(),
                project == null ? source : sources.withCredential(project, source),
                new BuildSpec(
                        wanted.overrides(),
                        Map.of(),
                        List.of(),
                        ProjectSettings.standard().build(),
                        project == null ? "inspection-" + lease.buildId() : "project-" + project),
                null);
    }
}
