package dev.autostack.controlplane.queue;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * {@code lease} is how long a worker may be silent; {@code sweep} how often lost leases are looked
 * for; {@code waitDeadline} how long a build may wait for a worker; {@code grace} how long a worker
 * may overstay the deadline of a build, {@code cancelGrace} how long it may take to end a cancelled
 * one; {@code buildsPerProject} how many builds of one project run at once.
 */
@ConfigurationProperties("autostack.queue")
public record QueueConfig(
        @Bindable(defaultValue = "30s") Duration lease,
        @Bindable(defaultValue = "2s") Duration sweep,
        @Bindable(defaultValue = "30m") Duration waitDeadline,
        @Bindable(defaultValue = "10s") Duration grace,
        @Bindable(defaultValue = "7s") Duration cancelGrace,
        @Bindable(defaultValue = "2") int buildsPerProject) {}
