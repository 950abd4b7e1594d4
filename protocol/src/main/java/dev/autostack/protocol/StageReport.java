package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stage of a build began or ended. {@code detail} is one line for people. {@code commit} is set
 * when CLONE succeeded.
 */
@Serdeable
public record StageReport(
        long fence,
        Stage stage,
        StageStatus status,
        Instant at,
        @Nullable String detail,
        @Nullable CommitFacts commit) {}
