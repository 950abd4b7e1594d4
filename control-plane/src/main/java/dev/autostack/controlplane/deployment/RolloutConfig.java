package dev.autostack.controlplane.deployment;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * {@code pull} is what an instance gets for its image on top of its start deadline; {@code route}
 * how long an edge may take to confirm a table; {@code verify} how long the public route may answer
 * with something else; {@code ask} the deadline of one such question; {@code sweep} how often
 * everything unfinished is looked at; {@code watch} how long after going live a crash still reverts
 * the deployment by itself.
 */
@ConfigurationProperties("autostack.rollout")
record RolloutConfig(
        @Bindable(defaultValue = "5m") Duration pull,
        @Bindable(defaultValue = "60s") Duration route,
        @Bindable(defaultValue = "20s") Duration verify,
        @Bindable(defaultValue = "5s") Duration ask,
        @Bindable(defaultValue = "1s") Duration sweep,
        @Bindable(defaultValue = "60s") Duration watch) {}
