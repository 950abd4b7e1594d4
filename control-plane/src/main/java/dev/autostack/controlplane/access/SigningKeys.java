package dev.autostack.controlplane.access;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.seal.Seal;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** HMAC keys of access tokens: made at the first use, sealed in the database, newest signs. */
@Singleton
final class SigningKeys {
    private static final int BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final Database database;
    private final Seal seal;
    private final Map<UUID, Key> byId = new ConcurrentHashMap<>();
    private volatile @Nullable Key newest;

    record Key(UUID id, SecretKey secret) {}

    SigningKeys(Database database, Seal seal) {
        this.database = database;
        this.seal = seal;
    }

    Key signing() {
        Key key = newest;
        if (key == null) {
            key = database.inTransaction(this::newestOrNew);
            byId.put(key.id(), key);
            newest = key;
        }
        return key;
    }

    Optional<Key> find(UUID id) {
        Key known = byId.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Key> read =
                database.sql(
                                "select id, sealed from signing_key where id = ? and retired_at is null",
                                id)
                        .first(row -> open(row.uuid("id"), row.bytes("sealed")));
        read.ifPresent(key -> byId.put(id, key));
        return read;
    }

    private Key newestOrNew() {
        database.sql("select pg_advisory_xact_lock(hashtext('autostack signing key'))").run();
        return database.sql(
                        "select id, sealed from signing_key where retired_at is null order by created_at desc limit 1")
                .first(row -> open(row.uuid("id"), row.bytes("sealed")))
                .orElseGet(this::make);
    }

    private Key make() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        UUID id = UUID.randomUUID();
        database.sql(
                        "insert into signing_key (id, sealed) values (?, ?)",
                        id,
                        seal.seal(secret, purpose(id)))
                .update();
        return new Key(id, new SecretKeySpec(secret, ALGORITHM));
    }

    private Key open(UUID id, byte[] sealed) {
        return new Key(id, new SecretKeySpec(seal.openBytes(sealed, purpose(id)), ALGORITHM));
    }

    private static String purpose(UUID id) {
        return "signing-key/" + id;
    }
}
