package dev.autostack.worker.testing;

import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.BuildLimits;
import dev.autostack.protocol.BuildSecret;
import dev.autostack.protocol.BuildSpec;
import dev.autostack.protocol.GitCredential;
import dev.autostack.protocol.LeaseKind;
import dev.autostack.protocol.PlanOverrides;
import dev.autostack.protocol.PushTarget;
import dev.autostack.protocol.SourceSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Leases for tests; each {@code with} gives a changed copy. */
public record Leases(
        UUID build,
        UUID project,
        LeaseKind kind,
        int attempt,
        long fence,
        SourceSpec source,
        PlanOverrides overrides,
        Map<String, String> variables,
        List<BuildSecret> secrets,
        BuildLimits limits,
        String registry,
        @Nullable String salt,
        boolean withoutCache) {

    public static final BuildLimits LIMITS = new BuildLimits(2, 1L << 30, 512, 120_000, 4L << 30);

    /** A build of the default branch. */
    public static Leases of(String url, String registry) {
        return new Leases(
                UUID.randomUUID(),
                UUID.randomUUID(),
                LeaseKind.BUILD,
                1,
                1,
                new SourceSpec(url, null, null, "", false, null),
                PlanOverrides.none(),
                Map.of(),
                List.of(),
                LIMITS,
                registry,
                null,
                false);
    }

    /** Asks for the image of an earlier build, as the control plane has it done. */
    public Leases withSalt(String other) {
        return new Leases(
                build,
                project,
                kind,
                attempt,
                fence,
                source,
                overrides,
                variables,
                secrets,
                limits,
                registry,
                other,
                withoutCache);
    }

    public Leases forced() {
        return new Leases(
                build, project, kind, attempt, fence, source, overrides, variables, secrets, limits,
                registry, salt, true);
    }

    public Leases ofProject(UUID other) {
        return new Leases(
                build,
                other,
                kind,
                attempt,
                fence,
                source,
                overrides,
                variables,
                secrets,
                limits,
                registry,
                salt,
                withoutCache);
    }

    public Leases withSource(SourceSpec other) {
        return new Leases(
                build,
                project,
                kind,
                attempt,
                fence,
                other,
                overrides,
                variables,
                secrets,
                limits,
                registry,
                salt,
                withoutCache);
    }

    public Leases withRef(@Nullable String ref, @Nullable String commit) {
        return withSource(
                new SourceSpec(
                        source.url(),
                        ref,
                        commit,
                        source.rootDirectory(),
                        source.submodules(),
                        source.credential()));
    }

    public Leases withCredential(GitCredential credential) {
        return withSource(
                new SourceSpec(
                        source.url(),
                        source.ref(),
                        source.commit(),
                        source.rootDirectory(),
                        source.submodules(),
                        credential));
    }

    public Leases withKind(LeaseKind other) {
        return new Leases(
                build,
                project,
                other,
                attempt,
                fence,
                source,
                overrides,
                variables,
                secrets,
                limits,
                registry,
                salt,
                withoutCache);
    }

    public Leases withVariables(Map<String, String> others) {
        return new Leases(
                build,
                project,
                kind,
                attempt,
                fence,
                source,
                overrides,
                others,
                secrets,
                limits,
                registry,
                salt,
                withoutCache);
    }

    public Leases withSecrets(List<BuildSecret> others) {
        return new Leases(
                build,
                project,
                kind,
                attempt,
                fence,
                source,
                overrides,
                variables,
                others,
                limits,
                registry,
                salt,
                withoutCache);
    }

    public Leases withLimits(BuildLimits others) {
        return new Leases(
                build,
                project,
                kind,
                attempt,
                fence,
                source,
                overrides,
                variables,
                secrets,
                others,
                registry,
                salt,
                withoutCache);
    }

    /** The next attempt at the same build, with a fence of its own. */
    public Leases nextAttempt() {
        return new Leases(
                build,
                project,
                kind,
                attempt + 1,
                fence + 1,
                source,
                overrides,
                variables,
                secrets,
                limits,
                registry,
                salt,
                withoutCache);
    }

    /** The same project again. */
    public Leases again() {
        return new Leases(
                UUID.randomUUID(),
                project,
                kind,
                attempt,
                fence,
                source,
                overrides,
                variables,
                secrets,
                limits,
                registry,
                salt,
                withoutCache);
    }

    public BuildLease lease() {
        Instant now = Instant.now();
        return new BuildLease(
                build,
                UUID.randomUUID(),
                project,
                kind,
                attempt,
                fence,
                now.plusSeconds(30),
                now.plusMillis(limits.timeoutMs()),
                source,
                new BuildSpec(
                        overrides,
                        variables,
                        secrets,
                        limits,
                        project.toString(),
                        salt,
                        withoutCache),
                new PushTarget(registry, "apps/" + project, "b-" + build, null, null));
    }
}
