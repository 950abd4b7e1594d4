package dev.autostack.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;

/**
 * The commit that was checked out: full SHA, first line of the message (at most 200 characters),
 * author name.
 */
@Serdeable
// An empty text is a value: the default leaves it out and it comes back as null.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CommitFacts(String sha, String subject, String author, Instant authoredAt) {}
