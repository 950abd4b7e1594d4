package dev.autostack.worker.engine;

import dev.autostack.worker.process.Programs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The disk of one dedicated engine: a file system of its own in a sparse file, so that a build
 * cannot fill the host's disk and what it uses can be told at any time. It only holds caches: after
 * a crash of the host it is made anew.
 */
final class EngineDisk {
    private final HostCommand host;
    private final Path image;
    private final Path mountPoint;
    private final Path bootFile;
    private final long bytes;

    /**
     * @param folder kept between starts
     */
    EngineDisk(HostCommand host, Path folder, long bytes) {
        this.host = host;
        this.image = folder.resolve("disk.img");
        this.mountPoint = folder.resolve("disk");
        this.bootFile = folder.resolve("disk.boot");
        this.bytes = bytes;
    }

    /** What keeps this host from having such disks, or null. */
    static @Nullable String missing() {
        for (String program : List.of("mkfs.ext4", "mount", "umount")) {
            if (Programs.find(program) == null) {
                return "the program " + program + " is missing";
            }
        }
        return Files.exists(Path.of("/dev/loop-control")) ? null : "there are no loop devices";
    }

    Path mountPoint() {
        return mountPoint;
    }

    /** Mounts the disk; what was mounted there before is let go. */
    void open() {
        try {
            Files.createDirectories(mountPoint);
            close();
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            boolean trusted =
                    Files.exists(image)
                            && Files.size(image) == bytes
                            && Files.exists(bootFile)
                            && List.of(boot, "clean").contains(Files.readString(bootFile));
            if (!trusted) {
                format();
            }
            Files.writeString(bootFile, boot);
            mount();
        } catch (IOException e) {
            throw new UncheckedIOException("The engine's disk cannot be used", e);
        }
    }

    private void format() throws IOException {
        Files.deleteIfExists(image);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        host.must(
                "mkfs.ext4",
                "-q",
                "-F",
                "-m",
                "0",
                "-E",
                "lazy_itable_init=1,lazy_journal_init=1,nodiscard",
                "-O",
                "^has_journal",
                image.toString());
    }

    private void mount() {
        host.must(
                "mount",
                "-t",
                "ext4",
                "-o",
                "loop,noatime,discard",
                image.toString(),
                mountPoint.toString());
    }

    /** Lets the disk go; the cache in it stays. */
    void close() {
        while (isMounted()) {
            host.must("umount", mountPoint.toString());
        }
    }

    /** After this the next start trusts the disk even after a reboot. */
    void markClean() {
        try {
            if (!isMounted()) {
                Files.writeString(bootFile, "clean");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isMounted() {
        if (!Files.exists(mountPoint)) {
            return false;
        }
        try {
            String place = " " + mountPoint.toRealPath() + " ";
            return Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.UTF_8)
                    .stream()
                    .anyMatch(line -> line.contains(place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long usedBytes() {
        try {
            FileStore store = Files.getFileStore(mountPoint);
            return store.getTotalSpace() - store.getUnallocatedSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    boolean isFull() {
        try {
            return Files.getFileStore(mountPoint).getUsableSpace() < 8L << 20;
        } catch (IOException e) {
            return false;
        }
    }
}
