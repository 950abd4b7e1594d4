package dev.autostack.agent;

import dev.autostack.protocol.HostFacts;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads size and free room of the host: /proc/meminfo and the disk of Docker's data. */
final class HostFactsReader {
    private static final Path MEMINFO = Path.of("/proc/meminfo");

    private final Path fallbackDisk;
    private volatile @Nullable Path dockerRoot;

    /**
     * @param fallbackDisk a folder on the host's disk for when Docker's own is not visible
     */
    HostFactsReader(Path fallbackDisk) {
        this.fallbackDisk = fallbackDisk;
    }

    void dockerRoot(Path root) {
        dockerRoot = root;
    }

    boolean knowsDockerRoot() {
        return dockerRoot != null;
    }

    HostFacts read() {
        long total = 0;
        long free = 0;
        long diskTotal = 0;
        long diskFree = 0;
        try {
            for (String line : Files.readAllLines(MEMINFO)) {
                if (line.startsWith("MemTotal:")) {
                    total = bytes(line);
                } else if (line.startsWith("MemAvailable:")) {
                    free = bytes(line);
                }
            }
            Path root = dockerRoot;
            FileStore disk =
                    Files.getFileStore(
                            root != null && Files.isDirectory(root) ? root : fallbackDisk);
            diskTotal = disk.getTotalSpace();
            diskFree = disk.getUsableSpace();
        } catch (IOException _) {
            // Zeros say "unknown"; a report goes out all the same.
        }
        return new HostFacts(
                Runtime.getRuntime().availableProcessors(), total, free, diskTotal, diskFree);
    }

    /** {@code MemTotal: 24683832 kB}. */
    private static long bytes(String line) {
        String[] fields = line.split("\\s+", 3);
        return Long.parseLong(fields[1]) * 1024;
    }
}
