package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * Null: nothing is known of such an image, or it must not be used; build. Else the worker checks
 * that the registry still has it.
 */
@Serdeable
public record ContentAnswer(@Nullable KnownImage image) {}
