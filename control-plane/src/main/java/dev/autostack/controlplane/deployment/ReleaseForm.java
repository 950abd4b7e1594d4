package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.project.HealthSettings;
import dev.autostack.controlplane.project.ProjectSettings;
import dev.autostack.controlplane.registry.ImageRegistry;
import dev.autostack.controlplane.release.NewRelease;
import dev.autostack.controlplane.release.Release;
import dev.autostack.controlplane.release.ReleaseSettings;
import dev.autostack.controlplane.release.Releases;
import dev.autostack.controlplane.secret.OpenVariable;
import dev.autostack.controlplane.secret.Variables;
import dev.autostack.controlplane.source.Sources;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.Digest;
import dev.autostack.protocol.HealthCheck;
import dev.autostack.protocol.Probe;
import dev.autostack.protocol.RestartPolicy;
import dev.autostack.protocol.RunPlan;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the release of a pushed image: settings and variables as they are now, and what every
 * instance is told about itself.
 */
@Singleton
final class ReleaseForm {
    private static final String PORT = "PORT";
    private static final String RELEASE = "AUTOSTACK_RELEASE";
    private static final String ENVIRONMENT = "AUTOSTACK_ENVIRONMENT";
    private static final String PROJECT = "AUTOSTACK_PROJECT";
    private static final String COMMIT = "AUTOSTACK_COMMIT";

    /** What every instance is told; none of it is a secret, and logs are full of it. */
    private static final Set<String> TOLD = Set.of(PORT, RELEASE, ENVIRONMENT, PROJECT, COMMIT);

    private static final int OK = 200;
    private static final int LAST_REDIRECT = 399;
    private static final int MAX_PORT = 65_535;

    private final Releases releases;
    private final Sources sources;
    private final Variables variables;
    private final ImageRegistry registry;

    ReleaseForm(Releases releases, Sources sources, Variables variables, ImageRegistry registry) {
        this.releases = releases;
        this.sources = sources;
        this.variables = variables;
        this.registry = registry;
    }

    /** The repository is ours, never the worker's word; only the digest is taken from it. */
    Release form(EnvironmentRow environment, Deployment deployment, BuildOutcome.Pushed pushed) {
        UUID id = UUID.randomUUID();
        ProjectSettings settings = sources.settings(environment.projectId());
        Map<String, String> own = new LinkedHashMap<>();
        Set<String> plain = new HashSet<>(TOLD);
        for (OpenVariable each : variables.openAll(environment.id())) {
            own.put(each.name(), each.value());
            if (each.secret()) {
                plain.remove(each.name());
            } else {
                plain.add(each.name());
            }
        }
        RunPlan run = run(pushed.run(), own);
        return releases.create(
                new NewRelease(
                        id,
                        environment.projectId(),
                        environment.id(),
                        registry.repository(environment.projectId()),
                        Digest.parse(pushed.digest()),
                        pushed.sizeBytes(),
                        pushed.commit().sha(),
                        run,
                        settings(settings, run),
                        all(own, run, id, environment, pushed.commit().sha()),
                        plain));
    }

    /** A PORT that a person set is where the app listens. */
    private static RunPlan run(RunPlan planned, Map<String, String> own) {
        Integer port = port(own.get(PORT));
        return port == null
                ? planned
                : new RunPlan(
                        port, planned.healthPath(), planned.command(), planned.readOnlyRoot());
    }

    private static @Nullable Integer port(@Nullable String text) {
        if (text == null || !text.matches("[0-9]{1,5}")) {
            return null;
        }
        int port = Integer.parseInt(text);
        return port >= 1 && port <= MAX_PORT ? port : null;
    }

    private static Map<String, String> all(
            Map<String, String> own,
            RunPlan run,
            UUID release,
            EnvironmentRow environment,
            String commit) {
        Map<String, String> all = new LinkedHashMap<>(own);
        all.put(PORT, Integer.toString(run.port()));
        all.put(RELEASE, release.toString());
        all.put(ENVIRONMENT, environment.name());
        all.put(PROJECT, environment.projectName());
        all.put(COMMIT, commit);
        return all;
    }

    private static ReleaseSettings settings(ProjectSettings settings, RunPlan run) {
        return new ReleaseSettings(
                settings.limits(),
                health(settings.health(), run),
                RestartPolicy.standard(),
                settings.readOnlyRoot() || run.readOnlyRoot(),
                settings.drainMs(),
                settings.startDeadlineMs(),
                settings.stopTimeoutMs());
    }

    /** Without a path nothing is known but that the app listens. */
    private static HealthCheck health(@Nullable HealthSettings set, RunPlan run) {
        if (set != null) {
            return set.check();
        }
        Probe probe =
                run.healthPath() == null
                        ? new Probe.Tcp()
                        : new Probe.Http(run.healthPath(), OK, LAST_REDIRECT);
        return new HealthCheck(probe, 1_000, 2_000, 1, 3, 0);
    }
}
