package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An image that an earlier build of the same project pushed for an equal {@link ContentQuestion
 * content key}. {@code buildId} is the build that really made it; {@code deploymentNumber} and
 * {@code commit} (full SHA) are those of its deployment.
 */
@Serdeable
public record KnownImage(
        UUID buildId, int deploymentNumber, @Nullable String commit, String digest) {}
