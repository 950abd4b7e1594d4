package dev.autostack.agent.testing;

import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.HealthCheck;
import dev.autostack.protocol.Probe;
import dev.autostack.protocol.ResourceLimits;
import dev.autostack.protocol.RestartPolicy;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Instances for tests, changed one thing at a time. */
public record Sample(DesiredInstance instance) {
    public static final String NODE = "node:22-slim";
    public static final String DEBIAN = "debian:bookworm-slim";

    /** A Node server that answers 200 on every path. */
    public static final String SERVER =
            "require('http').createServer((q,s)=>s.end('ok'))"
                    + ".listen(process.env.PORT,()=>console.log('listening'))";

    public static Sample node(String script) {
        return new Sample(
                new DesiredInstance(
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        1,
                        "test-app",
                        "as-test-" + UUID.randomUUID().toString().substring(0, 12),
                        NODE,
                        Map.of(),
                        List.of("node", "-e", script),
                        3000,
                        new ResourceLimits(1.0, 128L << 20, 64),
                        new HealthCheck(new Probe.Http("/", 200, 399), 500, 1_000, 1, 3, 0),
                        new RestartPolicy(3, 200, 2_000, 60_000),
                        true,
                        20_000,
                        1_000));
    }

    public UUID id() {
        return instance.instanceId();
    }

    /** Another instance of the same environment. */
    public Sample sibling(long generation) {
        return with(UUID.randomUUID(), instance.environmentId(), instance.network(), generation);
    }

    public Sample command(String... command) {
        return copy(
                List.of(command),
                instance.image(),
                instance.variables(),
                instance.health(),
                instance.limits(),
                instance.startDeadlineMs(),
                instance.readOnlyRoot());
    }

    public Sample image(String image) {
        return copy(
                instance.command(),
                image,
                instance.variables(),
                instance.health(),
                instance.limits(),
                instance.startDeadlineMs(),
                instance.readOnlyRoot());
    }

    public Sample variables(Map<String, String> variables) {
        return copy(
                instance.command(),
                instance.image(),
                variables,
                instance.health(),
                instance.limits(),
                instance.startDeadlineMs(),
                instance.readOnlyRoot());
    }

    public Sample health(HealthCheck health) {
        return copy(
                instance.command(),
                instance.image(),
                instance.variables(),
                health,
                instance.limits(),
                instance.startDeadlineMs(),
                instance.readOnlyRoot());
    }

    public Sample probe(Probe probe) {
        HealthCheck old = instance.health();
        return health(
                new HealthCheck(
                        probe,
                        old.intervalMs(),
                        old.timeoutMs(),
                        old.threshold(),
                        old.failureThreshold(),
                        old.startPeriodMs()));
    }

    public Sample limits(ResourceLimits limits) {
        return copy(
                instance.command(),
                instance.image(),
                instance.variables(),
                instance.health(),
                limits,
                instance.startDeadlineMs(),
                instance.readOnlyRoot());
    }

    public Sample startDeadline(long millis) {
        return copy(
                instance.command(),
                instance.image(),
                instance.variables(),
                instance.health(),
                instance.limits(),
                millis,
                instance.readOnlyRoot());
    }

    public Sample readOnlyRoot(boolean readOnly) {
        return copy(
                instance.command(),
                instance.image(),
                instance.variables(),
                instance.health(),
                instance.limits(),
                instance.startDeadlineMs(),
                readOnly);
    }

    private Sample copy(
            List<String> command,
            String image,
            Map<String, String> variables,
            HealthCheck health,
            ResourceLimits limits,
            long startDeadlineMs,
            boolean readOnlyRoot) {
        DesiredInstance i = instance;
        return new Sample(
                new DesiredInstance(
                        i.instanceId(),
                        i.releaseId(),
                        i.deploymentId(),
                        i.projectId(),
                        i.environmentId(),
                        i.generation(),
                        i.name(),
                        i.network(),
                        image,
                        variables,
                        command,
                        i.containerPort(),
                        limits,
                        health,
                        i.restart(),
                        readOnlyRoot,
                        startDeadlineMs,
                        i.stopTimeoutMs()));
    }

    private Sample with(UUID id, UUID environment, String network, long generation) {
        DesiredInstance i = instance;
        return new Sample(
                new DesiredInstance(
                        id,
                        i.releaseId(),
                        i.deploymentId(),
                        i.projectId(),
                        environment,
                        generation,
                        i.name(),
                        network,
                        i.image(),
                        i.variables(),
                        i.command(),
                        i.containerPort(),
                        i.limits(),
                        i.health(),
                        i.restart(),
                        i.readOnlyRoot(),
                        i.startDeadlineMs(),
                        i.stopTimeoutMs()));
    }
}
