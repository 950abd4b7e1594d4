package dev.autostack.controlplane.seal;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.util.Bytes;
import dev.autostack.controlplane.db.Database;
import io.micronaut.context.annotation.Context;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals values for the database: an AEAD envelope (a fresh data key per value, wrapped by the key
 * in the key file). The purpose says what the value is and where it stands; a sealed value that is
 * moved elsewhere does not open. Each sealed value names the key that wrapped it, and every key
 * that ever sealed stays in the file until nothing needs it.
 */
@Context
public final class Seal {
    private static final Logger LOG = LoggerFactory.getLogger(Seal.class);
    private static final String CHECK = "autostack seal check";

    private final Database database;
    private final KeyFile file;
    private volatile KeysetHandle keys;
    private volatile Aead aead;

    private record KnownKey(int id, Bytes check) {}

    Seal(SealConfiguration configuration, Database database) throws GeneralSecurityException {
        AeadConfig.register();
        this.database = database;
        this.file = new KeyFile(configuration.keyFile());
        this.keys = database.inTransaction(this::load);
        this.aead = aead(keys);
        database.doInTransaction(() -> remember(keys.getPrimary().getId()));
    }

    public byte[] seal(String plain, String purpose) {
        return seal(plain.getBytes(StandardCharsets.UTF_8), purpose);
    }

    public byte[] seal(byte[] plain, String purpose) {
        try {
            return aead.encrypt(plain, purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal", e);
        }
    }

    /**
     * @throws SealBroken when the value is not the one sealed for this purpose
     */
    public String open(byte[] sealed, String purpose) {
        return new String(openBytes(sealed, purpose), StandardCharsets.UTF_8);
    }

    /** As {@link #open} for values that are not text. */
    public byte[] openBytes(byte[] sealed, String purpose) {
        try {
            return aead.decrypt(sealed, purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SealBroken(keyId(sealed), purpose, e);
        }
    }

    /** Seals with a new key from now on; what the old ones sealed stays readable. */
    public synchronized String rotate() {
        try {
            KeysetHandle next =
                    KeysetHandle.newBuilder(keys)
                            .addEntry(
                                    KeysetHandle.generateEntryFromParameters(
                                                    PredefinedAeadParameters.AES256_GCM)
                                            .withRandomId()
                                            .makePrimary())
                            .build();
            file.write(next);
            aead = aead(next);
            keys = next;
            int id = next.getPrimary().getId();
            database.doInTransaction(() -> remember(id));
            LOG.info("New values are sealed with key {}", name(id));
            return name(id);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot rotate the key", e);
        }
    }

    /** The id of the key that wrapped this value, eight hexadecimal digits. */
    public static String keyId(byte[] sealed) {
        // Tink's envelope: length of the wrapped key (4 bytes), then its prefix: version 1, key id.
        return sealed.length < 9 ? "unknown" : name(ByteBuffer.wrap(sealed, 5, 4).getInt());
    }

    static String name(int id) {
        return String.format(Locale.ROOT, "%08x", id);
    }

    private KeysetHandle load() {
        database.sql("select pg_advisory_xact_lock(hashtext('autostack seal'))").run();
        List<KnownKey> known =
                database.sql(
                                "select key_id, check_value from seal_key where retired_at is null order by created_at")
                        .list(row ->
                                new KnownKey(
                                        (int) row.number("key_id"),
                                        Bytes.copyFrom(row.bytes("check_value"))));
        if (!file.exists()) {
            return first(known);
        }
        KeysetHandle read = file.read();
        known.forEach(key -> check(read, key));
        return read;
    }

    private KeysetHandle first(List<KnownKey> known) {
        if (!known.isEmpty()) {
            throw new SealKeyRefused(
                    "The key file "
                            + file.path()
                            + " is missing, but the database holds values sealed with key "
                            + name(known.getLast().id())
                            + ". Restore the file from its copy; a new key could not open them.");
        }
        try {
            KeysetHandle made =
                    KeysetHandle.generateNew(
                            PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
            file.write(made);
            LOG.info(
                    "Made key {} in {}: keep a copy of this file elsewhere",
                    name(made.getPrimary().getId()),
                    file.path());
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a key", e);
        }
    }

    private void check(KeysetHandle read, KnownKey key) {
        try {
            byte[] opened = aead(read).decrypt(key.check().toByteArray(), bytes(key.id()));
            if (new String(opened, StandardCharsets.UTF_8).equals(CHECK)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            LOG.debug("check value of {} does not open", name(key.id()), e);
        }
        throw new SealKeyRefused(
                "The database holds values sealed with key "
                        + name(key.id())
                        + ", which is not in "
                        + file.path()
                        + ". Restore the right key file from its copy.");
    }

    private void remember(int id) {
        database.sql(
                        "insert into seal_key (key_id, check_value) values (?, ?) on conflict do nothing",
                        (long) id,
                        seal(CHECK, new String(bytes(id), StandardCharsets.UTF_8)))
                .update();
    }

    private static byte[] bytes(int id) {
        return ("seal key " + name(id)).getBytes(StandardCharsets.UTF_8);
    }

    private static Aead aead(KeysetHandle keys) throws GeneralSecurityException {
        return KmsEnvelopeAead.create(
                PredefinedAeadParameters.AES256_GCM,
                keys.getPrimitive(RegistryConfiguration.get(), Aead.class));
    }
}
