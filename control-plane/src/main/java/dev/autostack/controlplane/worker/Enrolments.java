package dev.autostack.controlplane.worker;

import dev.autostack.controlplane.access.Tokens;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.protocol.EnrolmentGrant;
import dev.autostack.protocol.EnrolmentKind;
import dev.autostack.protocol.EnrolmentRequest;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives workers, agents and edges their identity: a one-time token becomes a credential. */
@Singleton
public final class Enrolments {
    private static final Duration LIFE = Duration.ofMinutes(15);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62})");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._+-]{1,64}");

    private final Database database;

    Enrolments(Database database) {
        this.database = database;
    }

    /** A token that was just made; it is nowhere else. */
    public record Issued(String token, Instant expiresAt) {
        @Override
        public String toString() {
            return "Issued[expiresAt=" + expiresAt + "]";
        }
    }

    private record Token(EnrolmentKind kind, @Nullable UUID teamId, @Nullable UUID hostId) {}

    /**
     * Makes a token good for one enrolment within 15 minutes. {@code team} null: the machine serves
     * all teams. Agents and edges need the host they stand on.
     *
     * @throws Refusal 404 when there is no such host for the team
     */
    public Issued issue(EnrolmentKind kind, @Nullable UUID team, @Nullable UUID host) {
        if (kind != EnrolmentKind.WORKER) {
            requireHost(team, host);
        }
        String token = Tokens.random("enrol_");
        Instant expiresAt =
                database.sql(
                                """
                                insert into enrolment_token (token_hash, kind, team_id, host_id, expires_at)
                                values (?, ?, ?, ?, now() + ? * interval '1 second') returning expires_at
                                """,
                                Tokens.hash(token),
                                kind,
                                team,
                                kind == EnrolmentKind.WORKER ? null : host,
                                LIFE.toSeconds())
                        .one(row -> row.instant("expires_at"));
        return new Issued(token, expiresAt);
    }

    private void requireHost(@Nullable UUID team, @Nullable UUID host) {
        boolean known =
                database.sql(
                                """
                                select 1 from host where id = ? and deleted_at is null
                                    and (?::uuid is null or team_id is null or team_id = ?)
                                """,
                                host,
                                team,
                                team)
                        .exists();
        if (!known) {
            throw Refusal.notFound("host");
        }
    }

    /**
     * Redeems a token. A machine of the same host that enrolled before is shut out: its place is
     * taken.
     *
     * @throws Refusal 401 enrolment_token_invalid
     */
    EnrolmentGrant redeem(EnrolmentRequest request) {
        if (!NAME.matcher(request.name()).matches()) {
            throw Refusal.invalid(
                    "name",
                    "A machine's name has 1 to 63 letters, digits, dots, hyphens or underscores.");
        }
        if (!VERSION.matcher(request.version()).matches()) {
            throw Refusal.invalid("version", "A version has 1 to 64 letters, digits and ._+-");
        }
        return database.inTransaction(() -> {
            Token token = use(request).orElseThrow(Enrolments::refused);
            return switch (token.kind()) {
                case WORKER -> worker(token, request);
                case AGENT -> onHost("agent", "asa_", token, request);
                case EDGE -> onHost("edge", "ase_", token, request);
            };
        });
    }

    private Optional<Token> use(EnrolmentRequest request) {
        return database.sql(
                        """
                        update enrolment_token set used_at = now()
                        where token_hash = ? and kind = ? and used_at is null and expires_at > now()
                        returning kind, team_id, host_id
                        """,
                        Tokens.hash(request.token()),
                        request.kind())
                .first(row ->
                        new Token(
                                row.constant("kind", EnrolmentKind.class),
                                row.uuidOrNull("team_id"),
                                row.uuidOrNull("host_id")));
    }

    private EnrolmentGrant worker(Token token, EnrolmentRequest request) {
        UUID id = UUID.randomUUID();
        String credential = Tokens.random("asw_");
        database.sql(
                        "insert into worker (id, team_id, name, version, credential_hash) values (?, ?, ?, ?, ?)",
                        id,
                        token.teamId(),
                        request.name(),
                        request.version(),
                        Tokens.hash(credential))
                .update();
        return new EnrolmentGrant(id, null, credential);
    }

    private EnrolmentGrant onHost(
            String table, String prefix, Token token, EnrolmentRequest request) {
        UUID id = UUID.randomUUID();
        String credential = Tokens.random(prefix);
        database.sql(
                        "update "
                                + table
                                + " set disabled_at = now() where host_id = ? and disabled_at is null",
                        token.hostId())
                .update();
        database.sql(
                        "insert into "
                                + table
                                + " (id, host_id, name, version, credential_hash) values (?, ?, ?, ?, ?)",
                        id,
                        token.hostId(),
                        request.name(),
                        request.version(),
                        Tokens.hash(credential))
                .update();
        return new EnrolmentGrant(id, token.hostId(), credential);
    }

    private static Refusal refused() {
        return new Refusal(
                HttpStatus.UNAUTHORIZED,
                "enrolment_token_invalid",
                "This enrolment token was used before, is too old, or was made for something else.",
                "Make a new token and enrol with it within 15 minutes.",
                Map.of());
    }
}
