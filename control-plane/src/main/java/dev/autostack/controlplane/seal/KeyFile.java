package dev.autostack.controlplane.seal;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import java.util.Set;

/** A Tink keyset in JSON, readable by its owner only. */
final class KeyFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path path;

    KeyFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    Path path() {
        return path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /**
     * @throws SealKeyRefused when others may read the file, it is no keyset, or a key is weak
     */
    KeysetHandle read() {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw new SealKeyRefused(
                        "The key file "
                                + path
                                + " may be read by others ("
                                + PosixFilePermissions.toString(permissions)
                                + "). Give it mode 0600; if anybody may have copied it, rotate the key.");
            }
            KeysetHandle keys =
                    TinkJsonProtoKeysetFormat.parseKeyset(
                            Files.readString(path),
                            RegistryConfiguration.get(),
                            InsecureSecretKeyAccess.get());
            for (int i = 0; i < keys.size(); i++) {
                if (!PredefinedAeadParameters.AES256_GCM.equals(
                        keys.getAt(i).getKey().getParameters())) {
                    throw new SealKeyRefused(
                            "Key "
                                    + Seal.name(keys.getAt(i).getId())
                                    + " in "
                                    + path
                                    + " is weak: only AES-256-GCM keys made by AutoStack are taken.");
                }
            }
            return keys;
        } catch (GeneralSecurityException e) {
            throw new SealKeyRefused(
                    "The key file " + path + " is damaged. Restore it from its copy.", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Durable and whole or not there at all. */
    void write(KeysetHandle keys) {
        try {
            Path directory = path.getParent();
            Files.createDirectories(directory);
            Path draft =
                    Files.createTempFile(
                            directory,
                            "seal-key",
                            ".new",
                            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            String text =
                    TinkJsonProtoKeysetFormat.serializeKeyset(
                            keys, RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel channel = FileChannel.open(directory)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key cannot be written", e);
        }
    }
}
