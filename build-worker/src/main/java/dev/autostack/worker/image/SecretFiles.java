package dev.autostack.worker.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/**
 * Secrets as files for the time of one build: in memory (tmpfs) where there is one, in a folder
 * that only the worker's user can enter.
 */
public final class SecretFiles implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path folder;
    private final Map<String, Path> files = new HashMap<>();

    private SecretFiles(Path folder) {
        this.folder = folder;
    }

    /** Where the secrets of a worker's builds lie, a folder per build. */
    public static Path home(Path fallback, String owner) {
        return Files.isDirectory(MEMORY) && Files.isWritable(MEMORY)
                ? MEMORY.resolve("autostack-" + owner)
                : fallback.resolve("secrets");
    }

    /**
     * @param home from {@link #home}
     * @param build names this build's folder
     */
    public static SecretFiles write(Path home, String build, Map<String, String> secrets) {
        SecretFiles written = new SecretFiles(home.resolve(build));
        try {
            privateFolder(home);
            privateFolder(written.folder);
            for (Map.Entry<String, String> secret : secrets.entrySet()) {
                Path file = written.folder.resolve(secret.getKey());
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
                Files.write(file, secret.getValue().getBytes(StandardCharsets.UTF_8));
                written.files.put(secret.getKey(), file);
            }
            return written;
        } catch (IOException | RuntimeException e) {
            written.close();
            throw e instanceof IOException io
                    ? new UncheckedIOException("The build's secrets cannot be written", io)
                    : (RuntimeException) e;
        }
    }

    /** /dev/shm is everybody's: a folder that somebody else made there is not used. */
    private static void privateFolder(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            return;
        }
        boolean ours =
                Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS)
                                .equals(Files.getOwner(Path.of("/proc/self")));
        if (!ours) {
            throw new IOException(folder + " belongs to somebody else");
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    /** Name to file. */
    public Map<String, Path> files() {
        return Map.copyOf(files);
    }

    @Override
    public void close() {
        dev.autostack.worker.source.Trees.delete(folder);
    }
}
