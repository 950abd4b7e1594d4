package dev.autostack.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The data folder: private to the worker's user, used by one worker at a time. */
final class DataFolder implements AutoCloseable {
    private final Path path;
    private @Nullable FileChannel channel;

    private DataFolder(Path path) {
        this.path = path;
    }

    static DataFolder of(Path path) {
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            return new DataFolder(path.toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException("The data folder cannot be used: " + path, e);
        }
    }

    /** Names what belongs to this worker on the host; the same after a restart. */
    String owner() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(path.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @throws IllegalStateException when another worker holds it
     */
    void lock() {
        try {
            FileChannel file =
                    FileChannel.open(
                            path.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = tryLock(file);
            if (lock == null) {
                file.close();
                throw new IllegalStateException(
                        "Another worker uses the data folder " + path + ".");
            }
            channel = file;
        } catch (IOException e) {
            throw new UncheckedIOException("The data folder cannot be locked: " + path, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            FileChannel file = channel;
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The data folder stays locked: " + path, e);
        }
    }
}
