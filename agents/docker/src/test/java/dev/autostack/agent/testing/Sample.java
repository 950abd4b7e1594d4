package dev.autostack.agent.testing;

import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.HealthCheck;
import dev.autostack.protocol.Probe;
import dev.autostack.protocol.ResourceLimits;
import dev.autostack.protocol.RestartPolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

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
                        new HealthCheck(new Probe.Http("/", 200, 399), 500, 5_000, 1, 3, 0),
                        new RestartPolicy(3, 200, 2_000, 60_000),
                        true,
                        30_000,
                        1_000,
                        Set.of()));
    }

    public UUID id() {
        return instance.instanceId();
    }

    /** Another instance of the same environment. */
    public Sample sibling(long generation) {
        return changed(next -> {
            next.instanceId = UUID.randomUUID();
            next.generation = generation;
        });
    }

    public Sample command(String... command) {
        return changed(next -> next.command = List.of(command));
    }

    public Sample image(String image) {
        return changed(next -> next.image = image);
    }

    public Sample variables(Map<String, String> variables) {
        return changed(next -> next.variables = variables);
    }

    public Sample plainVariables(String... names) {
        return changed(next -> next.plainVariables = Set.of(names));
    }

    public Sample health(HealthCheck health) {
        return changed(next -> next.health = health);
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
        return changed(next -> next.limits = limits);
    }

    public Sample restart(RestartPolicy restart) {
        return changed(next -> next.restart = restart);
    }

    public Sample startDeadline(long millis) {
        return changed(next -> next.startDeadlineMs = millis);
    }

    public Sample stopTimeout(long millis) {
        return changed(next -> next.stopTimeoutMs = millis);
    }

    public Sample readOnlyRoot(boolean readOnly) {
        return changed(next -> next.readOnlyRoot = readOnly);
    }

    public Sample name(String name) {
        return changed(next -> next.name = name);
    }

    private Sample changed(Consumer<Next> change) {
        var next = new Next(instance);
        change.accept(next);
        return new Sample(next.build());
    }

    /** The parts that tests change. */
    private static final class Next {
        private final DesiredInstance old;
        private UUID instanceId;
        private long generation;
        private String name;
        private String image;
        private Map<String, String> variables;
        private Set<String> plainVariables;
        private List<String> command;
        private ResourceLimits limits;
        private HealthCheck health;
        private RestartPolicy restart;
        private boolean readOnlyRoot;
        private long startDeadlineMs;
        private long stopTimeoutMs;

        private Next(DesiredInstance old) {
            this.old = old;
            this.instanceId = old.instanceId();
            this.generation = old.generation();
            this.name = old.name();
            this.image = old.image();
            this.variables = old.variables();
            this.plainVariables = old.plainVariables();
            this.command = old.command();
            this.limits = old.limits();
            this.health = old.health();
            this.restart = old.restart();
            this.readOnlyRoot = old.readOnlyRoot();
            this.startDeadlineMs = old.startDeadlineMs();
            this.stopTimeoutMs = old.stopTimeoutMs();
        }

        private DesiredInstance build() {
            return new DesiredInstance(
                    instanceId,
                    old.releaseId(),
                    old.deploymentId(),
                    old.projectId(),
                    old.environmentId(),
                    generation,
                    name,
                    old.network(),
                    image,
                    variables,
                    command,
                    old.containerPort(),
                    limits,
                    health,
                    restart,
                    readOnlyRoot,
                    startDeadlineMs,
                    stopTimeoutMs,
                    plainVariables);
        }
    }
}
