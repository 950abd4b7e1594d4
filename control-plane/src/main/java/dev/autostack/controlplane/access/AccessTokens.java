package dev.autostack.controlplane.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Access tokens: JWT, HS256, 15 minutes. They name a session; its row decides. */
@Singleton
public final class AccessTokens {
    public static final Duration LIFE = Duration.ofMinutes(15);
    private static final String ISSUER = "autostack";
    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    // Two control planes whose clocks differ by this much still understand each other.
    private static final Duration LEEWAY = Duration.ofSeconds(10);

    private final SigningKeys keys;
    private final Clock clock;

    AccessTokens(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** A signed token and when it ends. */
    public record Issued(String token, Instant expiresAt) {}

    /** What a valid token says. {@code csrf} must stand in the header of changes by cookie. */
    public record Claims(UUID sessionId, String csrf) {}

    public Issued issue(UUID accountId, UUID sessionId, String csrf) {
        SigningKeys.Key key = keys.signing();
        Instant now = clock.instant();
        Instant expiresAt = now.plus(LIFE);
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                .type(TYPE)
                                .keyID(key.id().toString())
                                .build(),
                        new JWTClaimsSet.Builder()
                                .issuer(ISSUER)
                                .subject(accountId.toString())
                                .claim("sid", sessionId.toString())
                                .claim("csrf", csrf)
                                .claim("iat", now.getEpochSecond())
                                .claim("exp", expiresAt.getEpochSecond())
                                .build());
        try {
            token.sign(new MACSigner(key.secret()));
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign", e);
        }
        return new Issued(token.serialize(), expiresAt);
    }

    /** Empty for anything but an unexpired token that this installation signed. */
    public Optional<Claims> verify(String text) {
        try {
            SignedJWT token = SignedJWT.parse(text);
            JWSHeader header = token.getHeader();
            if (!JWSAlgorithm.HS256.equals(header.getAlgorithm())
                    || !TYPE.equals(header.getType())
                    || header.getKeyID() == null) {
                return Optional.empty();
            }
            Optional<SigningKeys.Key> key = keys.find(UUID.fromString(header.getKeyID()));
            if (key.isEmpty() || !token.verify(new MACVerifier(key.get().secret()))) {
                return Optional.empty();
            }
            return claims(token.getPayload().toJSONObject());
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Read from the JSON: the claims class of the library gives times as java.util.Date only. */
    private Optional<Claims> claims(@Nullable Map<String, Object> json) {
        if (json != null
                && ISSUER.equals(json.get("iss"))
                && json.get("exp") instanceof Number expiry
                && json.get("sid") instanceof String session
                && json.get("csrf") instanceof String csrf
                && clock.instant()
                        .isBefore(Instant.ofEpochSecond(expiry.longValue()).plus(LEEWAY))) {
            return Optional.of(new Claims(UUID.fromString(session), csrf));
        }
        return Optional.empty();
    }
}
