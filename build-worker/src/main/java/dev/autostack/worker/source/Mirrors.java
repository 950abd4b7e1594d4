package dev.autostack.worker.source;

import dev.autostack.protocol.GitUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bare repository per project and URL, so that the next build fetches only what is new. A cache:
 * what was in use when the worker died, has too many packs or is too large is thrown away whole.
 */
final class Mirrors {
    private static final Logger LOG = LoggerFactory.getLogger(Mirrors.class);

    /** git looks into each pack for each object. */
    private static final int MAX_PACKS = 40;

    private static final String IN_USE = "autostack-in-use";

    private final Path folder;
    private final long quota;
    private final InstantSource clock;
    private final ConcurrentHashMap<Path, ReentrantLock> locks = new ConcurrentHashMap<>();

    /**
     * @param quota bytes that all mirrors together may have between two builds
     */
    Mirrors(Path folder, long quota, InstantSource clock) {
        this.folder = folder;
        this.quota = quota;
        this.clock = clock;
    }

    /** A mirror that nobody else uses until it is closed. {@code directory} may not exist yet. */
    final class Use implements AutoCloseable {
        private final Path directory;
        private final ReentrantLock lock;

        private Use(Path directory, ReentrantLock lock) {
            this.directory = directory;
            this.lock = lock;
        }

        Path directory() {
            return directory;
        }

        boolean isNew() {
            return !Files.exists(directory.resolve("HEAD"));
        }

        /** From now on a death leaves a mirror that is not to be trusted. */
        void begin() {
            try {
                Files.createDirectories(directory);
                Files.write(directory.resolve(IN_USE), new byte[0]);
            } catch (IOException e) {
                throw new UncheckedIOException("The mirror cannot be written", e);
            }
        }

        void discard() {
            Trees.delete(directory);
        }

        @Override
        public void close() {
            try {
                Files.deleteIfExists(directory.resolve(IN_USE));
                if (Files.exists(directory)) {
                    Files.setLastModifiedTime(directory, FileTime.from(clock.instant()));
                }
            } catch (IOException e) {
                LOG.warn("mirror {} stays marked as in use", directory, e);
            } finally {
                lock.unlock();
            }
        }
    }

    Use use(UUID project, GitUrl url) throws InterruptedException {
        Path directory = folder.resolve(project + "-" + hash(url.toString()) + ".git");
        ReentrantLock lock = locks.computeIfAbsent(directory, _ -> new ReentrantLock());
        lock.lockInterruptibly();
        if (Files.exists(directory.resolve(IN_USE)) || isOvergrown(directory)) {
            Trees.delete(directory);
        }
        return new Use(directory, lock);
    }

    private boolean isOvergrown(Path directory) {
        List<Path> packs = packs(directory);
        return packs.size() > 3 * MAX_PACKS || bytes(directory) > quota / 2;
    }

    private static List<Path> packs(Path mirror) {
        List<Path> packs = new ArrayList<>();
        Path folder = mirror.resolve("objects/pack");
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                files.forEach(packs::add);
            } catch (IOException e) {
                throw new UncheckedIOException("The mirror cannot be read", e);
            }
        }
        return packs;
    }

    /** What the packs of a mirror take, those that are being written included. */
    static long bytes(Path mirror) {
        long bytes = 0;
        for (Path pack : packs(mirror)) {
            try {
                bytes += Files.size(pack);
            } catch (IOException e) {
                // Renamed meanwhile: counted next time.
                bytes += 0;
            }
        }
        return bytes;
    }

    /** Throws the longest unused away until all fit the quota. Mirrors in use stay. */
    void prune() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        record Aged(Path directory, FileTime usedAt, long bytes) {}
        List<Aged> all = new ArrayList<>();
        try (DirectoryStream<Path> mirrors = Files.newDirectoryStream(folder, "*.git")) {
            for (Path mirror : mirrors) {
                all.add(new Aged(mirror, Files.getLastModifiedTime(mirror), bytes(mirror)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The mirrors cannot be listed", e);
        }
        all.sort(Comparator.comparing(Aged::usedAt));
        long left = all.stream().mapToLong(Aged::bytes).sum();
        for (Aged aged : all) {
            if (left <= quota) {
                return;
            }
            ReentrantLock lock = locks.computeIfAbsent(aged.directory(), _ -> new ReentrantLock());
            if (lock.tryLock()) {
                try {
                    Trees.delete(aged.directory());
                    left -= aged.bytes();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
