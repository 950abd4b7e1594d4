package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;

/** {@code cancel} true: end the process group now and finish as {@link BuildOutcome.Cancelled}. */
@Serdeable
public record HeartbeatReply(boolean cancel, Instant leaseUntil) {}
