package dev.autostack.controlplane.deployment;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/** How many deployments end in which way, and how long they take until they are live. */
@Singleton
final class DeploymentMeters {
    private final MeterRegistry registry;
    private final Clock clock;

    DeploymentMeters(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    void moved(Deployment deployment, DeploymentState.Name to) {
        String kind = deployment.kind().name().toLowerCase(Locale.ROOT);
        switch (to) {
            case LIVE, FAILED, CANCELLED, SUPERSEDED ->
                    registry.counter(
                                    "autostack.deployments",
                                    "kind",
                                    kind,
                                    "outcome",
                                    to.name().toLowerCase(Locale.ROOT))
                            .increment();
            case QUEUED, BUILDING, RELEASING, VERIFYING, RETIRED -> {}
        }
        if (to == DeploymentState.Name.LIVE) {
            registry.timer("autostack.deployment.time.to.live", "kind", kind)
                    .record(Duration.between(deployment.createdAt(), clock.instant()));
        }
    }
}
