package dev.autostack.controlplane.webhook;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The part of GitHub's push event that matters (docs.github.com, "Webhook events and payloads",
 * push). {@code pushed_at} is in seconds there; other events write it as a time.
 */
@Serdeable
record PushEvent(
        @Nullable String ref,
        @Nullable String after,
        boolean deleted,
        @Nullable Repository repository) {
    private static final String BRANCH = "refs/heads/";

    @Serdeable
    record Repository(
            @Nullable String clone_url,
            @Nullable String ssh_url,
            @Nullable String html_url,
            @Nullable String default_branch,
            @Nullable Object pushed_at) {

        /** Seconds since 1970 by the forge's clock; 0 when it does not tell. */
        long pushedAt() {
            return switch (pushed_at) {
                case Number seconds -> seconds.longValue();
                case String text -> parsed(text);
                case null, default -> 0;
            };
        }

        private static long parsed(String text) {
            try {
                return Instant.parse(text).getEpochSecond();
            } catch (DateTimeParseException e) {
                return 0;
            }
        }
    }

    /** The branch that was pushed; null for tags and other refs. */
    @Nullable String branch() {
        return ref != null && ref.startsWith(BRANCH) ? ref.substring(BRANCH.length()) : null;
    }
}
