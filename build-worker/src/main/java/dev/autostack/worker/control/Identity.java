package dev.autostack.worker.control;

import dev.autostack.protocol.EnrolmentGrant;
import dev.autostack.protocol.EnrolmentKind;
import dev.autostack.protocol.EnrolmentRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The worker's credential: redeemed once, kept in a file that only its user can read. */
public final class Identity {
    private final Path file;

    /**
     * @param directory where the file is or will be
     */
    public Identity(Path directory) {
        this.file = directory.resolve("credential");
    }

    /** The kept credential, or null before enrolment. */
    public @Nullable String kept() {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : null;
        } catch (IOException e) {
            throw new UncheckedIOException("The credential file cannot be read: " + file, e);
        }
    }

    /** Redeems a one-time token and keeps what it yields. */
    public String enrol(ControlPlane controlPlane, String token, String name, String version) {
        EnrolmentGrant grant =
                controlPlane.enrol(
                        new EnrolmentRequest(token, EnrolmentKind.WORKER, name, version));
        keep(grant.credential());
        return grant.credential();
    }

    /** Durable before it is used: the token works only once. */
    private void keep(String credential) {
        Path next = file.resolveSibling("credential.new");
        try {
            Files.deleteIfExists(next);
            try (FileChannel out =
                    FileChannel.open(
                            next,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")))) {
                out.write(ByteBuffer.wrap(credential.getBytes(StandardCharsets.UTF_8)));
                out.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("The credential cannot be kept in " + file, e);
        }
    }
}
