package dev.autostack.controlplane.account;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;

/**
 * The answer to a sign-in. The refresh token works once; {@code expiresAt} is the end of the access
 * token. Browsers use the cookies that come with it.
 */
@Serdeable
record Session(String accessToken, String refreshToken, Instant expiresAt, User user) {}
