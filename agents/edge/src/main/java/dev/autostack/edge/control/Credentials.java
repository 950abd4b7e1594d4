package dev.autostack.edge.control;

import dev.autostack.protocol.EnrolmentGrant;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The edge's own identity, {@code credential.json} in the data directory, mode 0600. */
final class Credentials {
    private final Path file;
    private final ObjectMapper json;

    Credentials(Path dataDir, ObjectMapper json) {
        this.file = dataDir.resolve("credential.json");
        this.json = json;
    }

    /**
     * Null when there is none yet.
     *
     * @throws IOException when there is one that cannot be read; a new one would need a new token
     */
    @Nullable EnrolmentGrant load() throws IOException {
        return Files.exists(file)
                ? json.readValue(Files.readAllBytes(file), EnrolmentGrant.class)
                : null;
    }

    void save(EnrolmentGrant grant) throws IOException {
        Path next = file.resolveSibling("credential.json.new");
        Files.deleteIfExists(next);
        try (FileChannel out =
                FileChannel.open(
                        next,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(json.writeValueAsBytes(grant));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
