package dev.autostack.controlplane.log;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * {@code buildLines} and {@code runtimeLines} are how many of the newest lines of a stream are
 * kept; {@code sweep} how often older ones are removed; {@code readerBacklog} by how many lines a
 * live reader may lag before it is sent a gap; {@code heartbeat} the longest silence of a live
 * stream; {@code sendDeadline} how long one frame may take to leave before the reader is cut off.
 */
@ConfigurationProperties("autostack.log")
record LogConfiguration(
        @Bindable(defaultValue = "1000000") long buildLines,
        @Bindable(defaultValue = "1000000") long runtimeLines,
        @Bindable(defaultValue = "30s") Duration sweep,
        @Bindable(defaultValue = "250000") long readerBacklog,
        @Bindable(defaultValue = "15s") Duration heartbeat,
        @Bindable(defaultValue = "20s") Duration sendDeadline) {}
