package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;

/**
 * The commit that was checked out: full SHA, first line of the message (at most 200 characters),
 * author name.
 */
@Serdeable
public record CommitFacts(String sha, String subject, String author, Instant authoredAt) {}
