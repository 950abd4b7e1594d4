package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The identity and credential of a newly enrolled process. {@code credential} is shown once and
 * kept by the process with mode 0600. {@code hostId} is null for workers.
 */
@Serdeable
public record EnrolmentGrant(UUID id, @Nullable UUID hostId, String credential) {}
